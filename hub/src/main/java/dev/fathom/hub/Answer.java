package dev.fathom.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What came back after all redirects. Owns the body.
///
/// @param place host and path that were asked first; no query, which may hold a signature
/// @param status 200 or 206
/// @param hub the headers of the hub's own first answer, which knows commit and checksum
/// @param last the headers of the answer that carries the body
record Answer(String place, int status, HttpHeaders hub, HttpHeaders last, TimedBody body)
    implements AutoCloseable {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  /// Where a part lies in its whole.
  record Span(long first, long last, long whole) {}

  /// The commit that the hub answered from, if it says so.
  Optional<String> commit() {
    return hub.firstValue("X-Repo-Commit");
  }

  /// The checksum by which the hub knows the file, if it says so.
  Optional<Digest> digest() {
    return hub.firstValue("X-Linked-Etag")
        .or(() -> hub.firstValue("ETag"))
        .flatMap(tag -> Digest.find(bare(tag)));
  }

  private static String bare(String tag) {
    return tag.replaceFirst("^W/", "").replace("\"", "");
  }

  /// The whole file's length by `X-Linked-Size`, `Content-Range` or `Content-Length`; -1 unknown.
  long wholeBytes() {
    String linked = hub.firstValue("X-Linked-Size").orElse("");
    if (linked.matches("\\d{1,18}")) {
      return Long.parseLong(linked);
    }
    return span()
        .map(Span::whole)
        .orElseGet(() -> last.firstValueAsLong("Content-Length").orElse(-1));
  }

  /// `Content-Range`, where it can be read.
  Optional<Span> span() {
    Matcher range = CONTENT_RANGE.matcher(last.firstValue("Content-Range").orElse(""));
    return status == 206 && range.matches()
        ? Optional.of(new Span(number(range, 1), number(range, 2), number(range, 3)))
        : Optional.empty();
  }

  private static long number(Matcher range, int group) {
    return Long.parseLong(range.group(group));
  }

  /// What names this state of the file where the body came from.
  Optional<String> tag() {
    return last.firstValue("ETag");
  }

  /// The whole body, if it has no more than `most` bytes.
  byte[] bytes(int most) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (@Nullable ByteBuffer next = body.next(); next != null; next = body.next()) {
      if (bytes.size() + next.remaining() > most) {
        throw new TryAgain(place + " sends more than " + most + " bytes");
      }
      byte[] portion = new byte[next.remaining()];
      next.get(portion);
      bytes.write(portion, 0, portion.length);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    body.close();
  }
}
