package dev.fathom.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Bytes that come bit by bit, as characters: the last one is held back until it is whole.
/// Malformed bytes become U+FFFD as in `new String(allBytes, UTF_8)`.
final class Utf8Stream {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  // a character has at most four bytes, so at most three wait
  private byte[] waiting = {};

  /// The characters that are whole with `bytes`.
  String push(byte[] bytes) {
    return decode(bytes, false);
  }

  /// The characters of what waits, when no more bytes come.
  String finish() {
    return decode(new byte[0], true);
  }

  private String decode(byte[] bytes, boolean last) {
    ByteBuffer in = ByteBuffer.allocate(waiting.length + bytes.length).put(waiting).put(bytes);
    in.flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, out, last);
    if (last) {
      decoder.flush(out);
      decoder.reset();
    }
    waiting = new byte[in.remaining()];
    in.get(waiting);
    return out.flip().toString();
  }
}
