package dev.fathom.grammar;

import static dev.fathom.grammar.Walks.accepts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonSchemaTest {
  /// Schemas with texts that belong to them and texts that do not, parted by `|`.
  private static final List<String[]> CASES =
      List.of(
          row("{'type':'integer'}", "0|-12|7", "01|1.0|+1|12345678901234567"),
          row("{'type':'number'}", "0.5|-1e9|3E-05", ".5|1.|1e999|NaN"),
          row("{'type':['boolean','null']}", "true|false|null", "0|tru"),
          row("{'type':'integer','minimum':-3,'maximum':12}", "-3|0|9|10|12", "-4|13|100|-0"),
          row("{'type':'integer','exclusiveMinimum':99}", "100|101|999|1234567", "99|98|7|0"),
          row("{'type':'integer','maximum':-5}", "-5|-6|-1000", "-4|0|5"),
          row("{'type':'integer','minimum':1.5,'maximum':2.5}", "2", "1|3"),
          row("{'type':'number','minimum':0,'maximum':1}", "0|1|0.5|1.0|0.0", "1.01|-0.1|2|-0"),
          row("{'type':'number','exclusiveMinimum':0.25}", "0.251|0.3|1|25", "0.25|0.2|0|-1"),
          row("{'type':'number','exclusiveMaximum':-1.5}", "-1.51|-2|-1.6", "-1.5|-1.50|-1|2"),
          row("{'type':'string','minLength':2,'maxLength':3}", "'ab'|'日本語'|'😀\\n'", "'a'|'abcd'"),
          row("{'type':'string','pattern':'b+'}", "'abc'|'b'|'\\\"b\\\"'", "'a'|''"),
          row("{'type':'string','pattern':'^a.c$'}", "'abc'|'a\\\"c'", "'ac'|'xabc'|'a\\nc'"),
          row("{'type':'string'}", "'\\ud83d\\ude00'|'\\/'", "'\\ud83d'|'\\x'|'\\ude00'|'\t'"),
          row("{'type':'string','format':'date'}", "'2024-02-29'|'2026-11-22'", "'2023-02-29'"),
          row("{'type':'string','format':'ipv4'}", "'127.0.0.1'", "'127.0.0.256'|'1.2.3'"),
          row("{'enum':['a','ab',1,null,{'x':[1]}]}", "'a'|'ab'|1|null|{'x': [1]}", "'b'|{}|10"),
          row("{'enum':['a','abc',1,20],'minLength':2,'maximum':10}", "'abc'|1", "'a'|20"),
          row("{'enum':[1,'x',true],'type':['string','boolean']}", "'x'|true", "1"),
          row("{'const':'é\\\"'}", "'é\\\"'", "'é'"),
          row(
              "{'type':'object','properties':{'a':{'type':'integer'},'b':true},'required':['b']}",
              "{'b':1}|{'a': 1, 'b': null}|{\n  'a':1,\n  'b':2\n}",
              "{'a':1}|{}|{'b':1,'a':1}|{'b':1,'c':1}|{'b':1,}|{ 'a':1  ,'b':2}"),
          row(
              "{'type':'object','properties':{'ab':{'type':'null'}},'additionalProperties':true}",
              "{}|{'ab':null}|{'ab':null,'a':1,'abc':2}|{'x':1}",
              "{'ab':1}|{'x':1,'ab':1}|{'\\u0061b':1}"),
          row("{'type':'object'}", "{}|{ }|{'a':{'b':[]}}", "[]|{'a'}"),
          row("{'required':['x']}", "{'x':1}", "{}|{'y':1}"),
          row(
              "{'type':'array','items':{'type':'null'},'minItems':1,'maxItems':2}",
              "[null]|[null, null]",
              "[]|[null,null,null]|[1]"),
          row(
              "{'prefixItems':[{'type':'null'},{'const':2}],'minItems':1,'items':{'const':3}}",
              "[null]|[null,2]|[null,2,3,3]",
              "[]|[2]|[null,3]"),
          row("{'prefixItems':[true,{'const':2}]}", "[]|[1]|[1,2]", "[1,2,3]|[1,1]"),
          row(
              "{'anyOf':[{'type':'string'},{'type':'array','items':{'$ref':'#'}}]}",
              "'a'|[]|[['a'],'b']",
              "1|[1]"),
          row(
              "{'allOf':[{'type':'object','properties':{'a':{'minimum':1}},'required':['a']},"
                  + "{'properties':{'a':{'type':'integer','maximum':3},'b':true}}]}",
              "{'a':2}|{'a':3,'b':0}",
              "{'a':0}|{'a':4}|{'b':0}"),
          row("{'type':'string','nullable':true}", "'a'|null", "1"),
          row(
              "{'oneOf':[{'type':'object','properties':{'k':{'const':'x'},'v':{'type':'null'}},"
                  + "'required':['k']},{'type':'object','properties':{'k':{'enum':['y','z']}},"
                  + "'required':['k']}]}",
              "{'k':'x','v':null}|{'k':'z'}",
              "{'k':'y','v':null}|{'k':'w'}"),
          row("{'$ref':'#/$defs/a~1b','$defs':{'a/b':{'const':1}}}", "1", "2"),
          row("true", "1|[{'a':'b'}]", "x"));

  @Test
  void takesWhatBelongsToASchemaAndNothingElse() {
    for (String[] row : CASES) {
      Grammar grammar = Grammar.jsonSchema(row[0]);
      for (String text : row[1].split("\\|", -1)) {
        assertThat(accepts(grammar, text)).as("%s takes %s", row[0], text).isTrue();
      }
      for (String text : row[2].split("\\|", -1)) {
        assertThat(accepts(grammar, text)).as("%s refuses %s", row[0], text).isFalse();
      }
    }
  }

  @Test
  void writesNoBlanksForEver() {
    Grammar grammar = Grammar.jsonObject();
    assertThat(accepts(grammar, "{\n" + " ".repeat(32) + "}")).isTrue();
    assertThat(accepts(grammar, "{\n" + " ".repeat(33) + "}")).isFalse();
    assertThat(accepts(grammar, "{  }")).isFalse();
    assertThat(accepts(grammar, "{} ")).isFalse();
  }

  @Test
  void namesWhatIsNotServedWithItsPath() {
    Map<String, String> refused =
        Map.ofEntries(
            Map.entry(
                "{'properties':{'a':{'multipleOf':2}}}",
                "at #/properties/a: the keyword 'multipleOf'"),
            Map.entry("{'not':{}}", "'not'"),
            Map.entry(
                "{'items':{'patternProperties':{}}}",
                "at #/items: the keyword 'patternProperties'"),
            Map.entry("{'uniqueItems':true}", "'uniqueItems'"),
            Map.entry("{'type':'strange'}", "at #/type: 'strange' is no type"),
            Map.entry("{'type':'string','format':'phone'}", "at #/format: the format 'phone'"),
            Map.entry("{'pattern':'(?=a)'}", "at #/pattern: regular expression: character 1"),
            Map.entry("{'pattern':'a','minLength':1}", "only one is served"),
            Map.entry("{'oneOf':[{'type':'integer'},{'minimum':3}]}", "branch 0 and branch 1"),
            Map.entry("{'$ref':'other.json'}", "only references within the schema"),
            Map.entry("{'$ref':'#/$defs/x'}", "leads nowhere"),
            Map.entry("{'$ref':'#'}", "left recursion"),
            Map.entry(
                "{'type':'object','properties':{'a':{'$ref':'#'}},'required':['a']}",
                "no text belongs"),
            Map.entry("{'allOf':[{'type':'string'},{'type':'null'}]}", "no text belongs"),
            Map.entry("{'type':'integer','minimum':3,'maximum':2}", "no text belongs"),
            Map.entry("{'minimum':1e1000000}", "more than 30 digits"),
            Map.entry("{'minLength':-1}", "whole number from 0"),
            Map.entry("{'required':[1]}", "at #/required/0: must be a text"),
            Map.entry("{'type':'string','minLength':200000}", "more than 262,144 states"),
            Map.entry("{'a':1,'a':2}", "not JSON"),
            Map.entry("[]", "must be an object, true or false"),
            Map.entry("{", "not JSON"));
    refused.forEach(
        (schema, what) ->
            assertThatThrownBy(() -> Grammar.jsonSchema(schema.replace('\'', '"')))
                .as(schema)
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining(what)
                .hasMessageNotContaining("\n"));
  }

  private static String[] row(String schema, String good, String bad) {
    return new String[] {
      schema.replace('\'', '"'), good.replace('\'', '"'), bad.replace('\'', '"')
    };
  }
}
