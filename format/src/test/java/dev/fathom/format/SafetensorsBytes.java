package dev.fathom.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A safetensors file from its parts, as right or wrong as a test wants it.
///
/// @param length what the file says about its header
/// @param header the header, each character one byte
/// @param data number of zero bytes behind it
record SafetensorsBytes(long length, String header, int data) {
  static SafetensorsBytes of(String header, int data) {
    return new SafetensorsBytes(header.length(), header, data);
  }

  byte[] toBytes() {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(8 + text.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(text)
        .array();
  }

  /// The file as `x.safetensors`; throws if it is refused.
  Checkpoint open() {
    return Checkpoint.ofSafetensors("x.safetensors", GgufBytes.offHeap(toBytes()));
  }
}
