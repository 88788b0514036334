package dev.fathom.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What random walks through the masks write for random schemas, judged by Jackson and networknt's
/// validator.
class JsonSchemaWalkTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final SchemaRegistry ORACLE =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  com.networknt.schema.SchemaRegistryConfig.builder()
                      .formatAssertionsEnabled(true)
                      .build()));
  private static final String[] NAMES = {"a", "ab", "é\\\"", "b c", "k", ""};
  private static final String[] PATTERNS = {"^[a-c]{2,5}$", "x|yy", "^\\\\d+\\\\.\\\\w*$", "a.*b$"};
  private static final String[] FORMATS = {
    "date", "time", "date-time", "duration", "uuid", "email", "hostname", "ipv4", "ipv6", "uri"
  };

  @Test
  void everyFinishedTextParsesAndValidates() {
    long seed = 20261122;
    Random random = new Random(seed);
    int finished = 0;
    int refused = 0;
    for (int i = 0; i < 700; i++) {
      String source =
          "{\"$defs\":{\"d\":" + schema(random, 1) + "},\"allOf\":[" + schema(random, 3) + "]}";
      Grammar grammar;
      try {
        grammar = Grammar.jsonSchema(source);
      } catch (GrammarException _) {
        // random bounds and references may leave nothing to say, or be beyond what is served
        refused++;
        continue;
      }
      Schema oracle = ORACLE.getSchema(source, InputFormat.JSON);
      for (int walk = 0; walk < 4; walk++) {
        String text = walk(grammar, random);
        if (text != null) {
          finished++;
          String why = "seed " + seed + ": " + source + " wrote " + text;
          assertThat(JSON.readTree(text)).as(why).isNotNull();
          assertThat(oracle.validate(text, InputFormat.JSON)).as(why).isEmpty();
        }
      }
    }
    assertThat(finished).as("finished texts").isGreaterThan(1500);
    assertThat(refused).as("schemas refused").isLessThan(250);
  }

  private static @org.jspecify.annotations.Nullable String walk(Grammar grammar, Random random) {
    GrammarMatcher matcher = new GrammarMatcher(grammar, Walks.VOCABULARY);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int n = 0; n < 400; n++) {
      long[] mask = matcher.allowed();
      int id = n < 30 ? Walks.draw(mask, random) : Walks.drawClosing(mask, random);
      assertThat(matcher.accept(id)).isTrue();
      if (id == Walks.END) {
        return text.toString(StandardCharsets.UTF_8);
      }
      text.writeBytes(Walks.TOKENS.bytes(id));
    }
    return null;
  }

  private static String schema(Random random, int depth) {
    int kind = random.nextInt(depth > 0 ? 12 : 7);
    return switch (kind) {
      case 0 -> string(random);
      case 1 -> number(random, "integer");
      case 2 -> number(random, "number");
      case 3 -> "{\"type\":[\"boolean\",\"null\"]}";
      case 4 -> "{\"enum\":[\"a\",\"abc\",12,null,{\"x\":[1,{}]}]}";
      case 5 -> "{\"const\":\"" + name(random) + "\"}";
      case 6 -> "{\"type\":\"string\",\"pattern\":\"" + PATTERNS[random.nextInt(4)] + "\"}";
      case 7 -> array(random, depth);
      case 8 -> "{\"anyOf\":[" + schema(random, depth - 1) + "," + schema(random, depth - 1) + "]}";
      case 9 -> "{\"$ref\":\"#/$defs/d\"}";
      case 10 ->
          "{\"allOf\":["
              + object(random, depth)
              + ","
              + object(random, depth)
              + "],\"title\":\"t\"}";
      default -> object(random, depth);
    };
  }

  private static String string(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> "{\"type\":\"string\"}";
      case 1 -> "{\"type\":\"string\",\"minLength\":%d}".formatted(random.nextInt(5));
      case 2 -> "{\"type\":\"string\",\"maxLength\":%d}".formatted(random.nextInt(60));
      default -> "{\"type\":\"string\",\"format\":\"%s\"}".formatted(FORMATS[random.nextInt(10)]);
    };
  }

  private static String number(Random random, String type) {
    List<String> parts = new ArrayList<>(List.of("\"type\":\"" + type + "\""));
    String low = random.nextBoolean() ? "minimum" : "exclusiveMinimum";
    String high = random.nextBoolean() ? "maximum" : "exclusiveMaximum";
    double base = (random.nextInt(4000) - 2000) / Math.pow(10, random.nextInt(4));
    if (random.nextInt(3) > 0) {
      parts.add("\"%s\":%s".formatted(low, base));
    }
    if (random.nextInt(3) > 0) {
      parts.add("\"%s\":%s".formatted(high, base + random.nextInt(300) / 10.0));
    }
    return "{" + String.join(",", parts) + "}";
  }

  private static String array(Random random, int depth) {
    String items = schema(random, depth - 1);
    int min = random.nextInt(3);
    return switch (random.nextInt(3)) {
      case 0 -> "{\"type\":\"array\",\"items\":" + items + "}";
      case 1 ->
          "{\"type\":\"array\",\"items\":%s,\"minItems\":%d,\"maxItems\":%d}"
              .formatted(items, min, min + random.nextInt(3));
      default ->
          "{\"type\":\"array\",\"prefixItems\":[%s,%s],\"minItems\":%d}"
              .formatted(items, schema(random, 0), min);
    };
  }

  private static String object(Random random, int depth) {
    List<String> properties = new ArrayList<>();
    List<String> required = new ArrayList<>();
    for (String name : NAMES) {
      if (random.nextInt(3) == 0) {
        properties.add("\"" + name + "\":" + schema(random, depth - 1));
        if (random.nextBoolean()) {
          required.add("\"" + name + "\"");
        }
      }
    }
    String more =
        switch (random.nextInt(4)) {
          case 0 -> ",\"additionalProperties\":false";
          case 1 -> ",\"additionalProperties\":" + schema(random, 0);
          case 2 -> ",\"additionalProperties\":true";
          default -> "";
        };
    return "{\"type\":\"object\",\"properties\":{%s},\"required\":[%s]%s}"
        .formatted(String.join(",", properties), String.join(",", required), more);
  }

  private static String name(Random random) {
    return NAMES[random.nextInt(NAMES.length)];
  }
}
