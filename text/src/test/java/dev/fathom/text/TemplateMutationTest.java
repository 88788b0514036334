package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Damaged templates either render or throw {@link TemplateException}, soon.
class TemplateMutationTest {
  private static final int MUTANTS_PER_TEMPLATE = 400;
  private static final String[] SOURCES = {
    "Qwen-Qwen3-0.6B",
    "deepseek-ai-DeepSeek-V3.2",
    "llama-cpp-deepseek-r1",
    "mistralai-Mistral-Nemo-Instruct-2407"
  };
  private static final String[] PIECES = {
    "{%",
    "%}",
    "{{",
    "}}",
    "{#",
    "#}",
    "-",
    "+",
    "(",
    ")",
    "[",
    "]",
    "|",
    ".",
    "*",
    "**",
    "//",
    "'",
    "\"",
    "\\",
    "\n",
    " ",
    ":",
    ",",
    "~",
    "%",
    "==",
    "is",
    "in",
    "not",
    "loop",
    "range(9999)",
    "* 99999999",
    "{% for i in messages %}",
    "{% endfor %}",
    "{% set x = x ~ messages %}",
    "[::-1]",
    "|tojson",
    "|join",
    "|map('upper')",
    "|list",
    "namespace()",
    "99999999999999999999",
    "\ud83d"
  };

  @Test
  void anyDamageEitherRendersOrIsExplained() throws IOException {
    long seed = Long.getLong("seed", 20261122L);
    System.out.println("TemplateMutationTest: seed " + seed);
    Random random = new Random(seed);
    int rendered = 0;
    int refused = 0;
    for (String name : SOURCES) {
      String source = TemplateFixturesTest.resource(name + ".jinja");
      List<Map<String, Object>> inputs = inputs(name);
      for (int i = 0; i < MUTANTS_PER_TEMPLATE; i++) {
        String mutant = mutant(source, random);
        Map<String, Object> input = inputs.get(random.nextInt(inputs.size()));
        if (renders(mutant, input)) {
          rendered++;
        } else {
          refused++;
        }
      }
    }
    System.out.println("TemplateMutationTest: " + rendered + " rendered, " + refused + " refused");
    assertThat(rendered).isPositive();
    assertThat(refused).isPositive();
  }

  private static List<Map<String, Object>> inputs(String name) throws IOException {
    List<Map<String, Object>> inputs = new ArrayList<>();
    JsonMapper.shared()
        .readTree(TemplateFixturesTest.resource(name + ".json"))
        .get("rows")
        .forEach(row -> inputs.add(TemplateFixturesTest.variables(row.get("input"))));
    return inputs;
  }

  private static boolean renders(String source, Map<String, Object> input) {
    long start = System.nanoTime();
    try {
      assertThat(ChatTemplate.parse("mutant", source).render(input)).isNotNull();
      return true;
    } catch (TemplateException e) {
      assertThat(e.getMessage()).startsWith("template 'mutant'").doesNotContain("Exception");
      return false;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("not explained: " + e + " by\n" + source, e);
    } finally {
      assertThat(System.nanoTime() - start).as(source).isLessThan(10_000_000_000L);
    }
  }

  private static String mutant(String source, Random random) {
    StringBuilder mutant = new StringBuilder(source);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(mutant.length());
      int end = Math.min(mutant.length(), at + 1 + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> mutant.delete(at, end);
        case 1 -> mutant.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 2 -> mutant.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
        case 3 -> mutant.insert(random.nextInt(mutant.length()), mutant.substring(at, end));
        default -> mutant.setCharAt(at, (char) random.nextInt(128));
      }
    }
    return mutant.toString();
  }
}
