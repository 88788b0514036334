/// What a model may say: JSON schemas, regular expressions and GBNF grammars as masks over tokens.
@org.jspecify.annotations.NullMarked
module dev.fathom.grammar {
  requires static transitive org.jspecify;
  requires transitive dev.fathom.text;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  exports dev.fathom.grammar;
}
