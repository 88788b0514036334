package dev.fathom.format;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// A JSON text read token by token, in UTF-8 only, within {@link Limits}. Every failure is a {@link
/// FormatException} with the place.
final class JsonText implements AutoCloseable {
  private static final JsonFactory FACTORY = factory(Limits.JSON_TOKENS);

  /// A safetensors header is bounded by its own limits.
  private static final JsonFactory LONG_FACTORY = factory(Long.MAX_VALUE);

  private final String file;
  private final JsonParser parser;

  private JsonText(String file, JsonFactory factory, MemorySegment utf8) {
    long wrong = Utf8.firstMalformed(utf8);
    if (wrong >= 0) {
      throw new FormatException(
          file + ": byte " + Quoted.number(wrong) + " of the JSON text is not valid UTF-8");
    }
    this.file = file;
    // a reader, because Jackson would guess UTF-16 and UTF-32 from a stream
    this.parser =
        factory.createParser(
            ObjectReadContext.empty(),
            new InputStreamReader(new SegmentStream(utf8), StandardCharsets.UTF_8));
  }

  /// A text of ordinary size, kept as objects.
  static JsonText of(String file, MemorySegment utf8) {
    if (utf8.byteSize() > Limits.JSON_BYTES) {
      throw new FormatException(
          (file + ": the JSON text has " + Quoted.number(utf8.byteSize()) + " bytes; Fathom reads")
              + (" at most " + Quoted.number(Limits.JSON_BYTES)));
    }
    return new JsonText(file, FACTORY, utf8);
  }

  /// A text whose reader keeps little of it.
  static JsonText ofLong(String file, MemorySegment utf8) {
    return new JsonText(file, LONG_FACTORY, utf8);
  }

  private static JsonFactory factory(long tokens) {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(Limits.JSON_DEPTH)
            .maxTokenCount(tokens)
            .maxNameLength(4096)
            .maxStringLength(16 << 20)
            .maxNumberLength(400)
            .build();
    return JsonFactory.builder()
        .streamReadConstraints(constraints)
        .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
        .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
        .build();
  }

  /// The next token; fails where the text ends.
  JsonToken next() {
    try {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw failure("the text ends too early");
      }
      return token;
    } catch (JacksonException e) {
      throw translated(e);
    }
  }

  /// Steps onto the next token, which must be `token`.
  void expect(JsonToken token, String wanted) {
    if (next() != token) {
      throw unexpected(wanted);
    }
  }

  /// Fails unless nothing but white space is left.
  void expectEnd() {
    try {
      if (parser.nextToken() != null) {
        throw failure("something follows the closing brace");
      }
    } catch (JacksonException e) {
      throw translated(e);
    }
  }

  /// The text of the current name or string.
  String text() {
    try {
      return parser.getString();
    } catch (JacksonException e) {
      throw translated(e);
    }
  }

  /// Steps onto a string and returns it.
  String string(String wanted) {
    expect(JsonToken.VALUE_STRING, wanted);
    return text();
  }

  /// The current token as an integer from 0 to 2^63 - 1.
  long natural(String wanted) {
    Object number = parser.currentToken() == JsonToken.VALUE_NUMBER_INT ? number() : null;
    if (number instanceof Long value && value >= 0) {
      return value;
    }
    throw unexpected(wanted);
  }

  /// The object whose opening brace is the current token.
  Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    while (next() == JsonToken.PROPERTY_NAME) {
      String name = text();
      if (values.containsKey(name)) {
        throw failure("key " + Quoted.name(name) + " is there twice");
      }
      next();
      values.put(name, value());
    }
    return Collections.unmodifiableMap(values);
  }

  private @Nullable Object value() {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> text();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw unexpected("a value");
    };
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> values = new ArrayList<>();
    while (next() != JsonToken.END_ARRAY) {
      values.add(value());
    }
    return Collections.unmodifiableList(values);
  }

  /// A Long where it fits, else a Double.
  private Object number() {
    try {
      if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
          && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
        return parser.getLongValue();
      }
      double value = parser.getDoubleValue();
      if (!Double.isFinite(value)) {
        throw failure("the number " + Quoted.cut(text()) + " is too large");
      }
      return value;
    } catch (JacksonException e) {
      throw translated(e);
    }
  }

  FormatException unexpected(String wanted) {
    return failure("found " + Quoted.cut(text()) + ", want " + wanted);
  }

  FormatException failure(String message) {
    return failure(parser.currentTokenLocation(), message);
  }

  private FormatException translated(JacksonException e) {
    return failure(e.getLocation(), Quoted.cut(e.getOriginalMessage()));
  }

  private FormatException failure(@Nullable TokenStreamLocation place, String message) {
    String where =
        place == null
            ? ""
            : "line " + place.getLineNr() + ", column " + Math.max(1, place.getColumnNr()) + ": ";
    return new FormatException(file + ": JSON: " + where + message);
  }

  @Override
  public void close() {
    parser.close();
  }

  /// Bytes of a file as a stream, so that a long text need not be copied.
  private static final class SegmentStream extends InputStream {
    private final MemorySegment bytes;
    private long position;

    SegmentStream(MemorySegment bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return position == bytes.byteSize()
          ? -1
          : bytes.get(ValueLayout.JAVA_BYTE, position++) & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      int count = (int) Math.min(length, bytes.byteSize() - position);
      if (count == 0 && length > 0) {
        return -1;
      }
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, position, to, offset, count);
      position += count;
      return count;
    }
  }
}
