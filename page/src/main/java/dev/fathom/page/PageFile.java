package dev.fathom.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// One file of the page. The arrays are not copied and not to be changed.
///
/// @param mediaType as in `Content-Type`
/// @param gzip the same bytes compressed; empty where that does not pay
/// @param tag its entity tag, quotes included
public record PageFile(String path, String mediaType, byte[] bytes, byte[] gzip, String tag) {
  private static final int TAG_BYTES = 12;

  static PageFile of(String path, String mediaType, byte[] bytes) {
    byte[] packed = compress(bytes);
    boolean pays = packed.length < bytes.length - bytes.length / 16;
    return new PageFile(path, mediaType, bytes, pays ? packed : new byte[0], tagOf(bytes));
  }

  private static byte[] compress(byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length / 2 + 64);
    try (var gzip = new SmallestGzip(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("compressing in memory failed", e);
    }
    return out.toByteArray();
  }

  private static String tagOf(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static final class SmallestGzip extends GZIPOutputStream {
    SmallestGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
