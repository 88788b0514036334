package dev.fathom.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Standard input as strict UTF-8: whole, or line by line.
final class Input {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final InputStream in;

  Input(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /// The bytes up to the next line feed, without it; null at the end.
  byte @Nullable [] nextLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int value = in.read();
    if (value < 0) {
      return null;
    }
    for (; value >= 0 && value != '\n'; value = in.read()) {
      line.write(value);
    }
    return line.toByteArray();
  }

  /// All that is left.
  byte[] rest() throws IOException {
    return in.readAllBytes();
  }

  /// The text of `bytes`; fails where they are not UTF-8.
  static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException malformed) {
      throw Failure.because(malformed, "input.utf8");
    }
  }

  /// The JSON value of `bytes` as plain Java objects; fails where they are not one whole value.
  static Object json(byte[] bytes) {
    try {
      Object value = MAPPER.readValue(text(bytes), Object.class);
      if (value == null) {
        throw Failure.of("input.null");
      }
      return value;
    } catch (JacksonException malformed) {
      throw Failure.because(malformed, "input.json", malformed.getOriginalMessage());
    }
  }
}
