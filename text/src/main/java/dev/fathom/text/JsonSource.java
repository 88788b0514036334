package dev.fathom.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// A JSON file that is read member by member. Strict: UTF-8, no member twice, nothing behind the
/// end, nested no deeper than Jackson allows.
final class JsonSource {
  private final String file;
  private final JsonParser parser;

  private JsonSource(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /// Hands every member of the object that `bytes` are to `members`, which must read its content.
  static void read(String file, byte[] bytes, Consumer<JsonSource> members) {
    // names are vocabulary: a table of them all would cost more than it saves
    JsonFactory factory =
        JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();
    String text = decoded(file, bytes);
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      JsonSource source = new JsonSource(file, parser);
      try {
        parser.nextToken();
        source.members(() -> members.accept(source));
        if (parser.nextToken() != null) {
          throw source.bad("more behind its end");
        }
      } catch (JacksonException e) {
        throw source.notJson(e);
      }
    }
  }

  /// All of `bytes` as one part.
  static JsonPart read(String file, byte[] bytes) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    read(file, bytes, source -> source.readInto(members));
    return new JsonPart(file, "", members);
  }

  /// Adds the present member to `members`.
  void readInto(Map<String, @Nullable Object> members) {
    String name = name();
    if (members.containsKey(name)) {
      throw bad("the member " + Vocabulary.quoted(name) + " twice");
    }
    members.put(name, content());
  }

  /// Hands every member of the present member's object to `each`, which must read its content.
  void each(Runnable each) {
    parser.nextToken();
    members(each);
  }

  /// Hands the present member's list to `element` one by one, the parser standing on each.
  void elements(Consumer<JsonParser> element) {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw bad("no list where there must be one");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      element.accept(parser);
    }
  }

  /// The present member's name.
  String name() {
    return parser.currentName();
  }

  /// The present member's content, which must be a whole number.
  long whole() {
    if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT) {
      throw bad("no whole number where there must be one");
    }
    return parser.getLongValue();
  }

  /// The text at the parser's place.
  String text() {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw bad("no text where there must be one");
    }
    return parser.getString();
  }

  /// The next element, which must be a text.
  String nextText() {
    parser.nextToken();
    return text();
  }

  /// Ends a list after its last element.
  void endList() {
    if (parser.nextToken() != JsonToken.END_ARRAY) {
      throw bad("a list that is too long");
    }
  }

  /// Where the parser is.
  String place() {
    return "line "
        + parser.currentTokenLocation().getLineNr()
        + ", column "
        + parser.currentTokenLocation().getColumnNr();
  }

  /// The error that the file has `what`, here.
  TokenizerException bad(String what) {
    return new TokenizerException(file + ": " + place() + ": has " + what);
  }

  private TokenizerException notJson(JacksonException e) {
    String what = e.getOriginalMessage();
    String line = what == null ? "" : what.lines().findFirst().orElse("");
    TokenStreamLocation there = e.getLocation();
    // a broken limit is told without its place
    TokenStreamLocation at =
        there == null || there.getLineNr() < 1 ? parser.currentLocation() : there;
    return new TokenizerException(
        file
            + ": line "
            + at.getLineNr()
            + ", column "
            + at.getColumnNr()
            + ": is not JSON: "
            + line);
  }

  private void members(Runnable each) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw bad("no object where there must be one");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      each.run();
    }
  }

  private @Nullable Object content() {
    parser.nextToken();
    return tree();
  }

  private @Nullable Object tree() {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members(() -> readInto(members));
        yield members;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(tree());
        }
        yield list;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? (Object) parser.getDoubleValue()
              : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static String decoded(String file, byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw new TokenizerException(file + ": byte " + in.position() + ": is not UTF-8");
    }
    return out.flip().toString();
  }
}
