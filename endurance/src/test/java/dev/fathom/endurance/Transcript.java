package dev.fathom.endurance;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What came by one stream of chat chunks: its text, when its pieces came, and how it ended.
final class Transcript {
  private static final String CONTENT = "\"content\":\"";
  private static final String REASON = "\"finish_reason\":\"";
  private static final String TOKENS = "\"completion_tokens\":";

  private final StringBuilder text = new StringBuilder();
  private long[] arrivals = new long[64];
  private int pieces;
  private int events;
  private int reasons;
  private int dones;
  private int afterDone;
  private int tokens = -1;
  private @Nullable String error;
  private @Nullable String reason;

  /// Reads a stream to its end.
  static Transcript of(RawClient client) throws IOException {
    Transcript transcript = new Transcript();
    for (String data = client.event(); data != null; data = client.event()) {
      transcript.add(data);
    }
    return transcript;
  }

  /// One event. Letters need no JSON reader, and a thousand streams have no time for one.
  void add(String data) {
    if (dones > 0) {
      afterDone++;
    }
    events++;
    if (data.equals("[DONE]")) {
      dones++;
    } else if (data.startsWith("{\"error\"")) {
      error = data;
    } else {
      chunk(data);
    }
  }

  private void chunk(String data) {
    String piece = between(data, CONTENT);
    if (piece != null && !piece.isEmpty()) {
      text.append(piece);
      if (pieces == arrivals.length) {
        arrivals = Arrays.copyOf(arrivals, 2 * pieces);
      }
      arrivals[pieces++] = System.nanoTime();
    }
    String end = between(data, REASON);
    if (end != null) {
      reason = end;
      reasons++;
    }
    int at = data.indexOf(TOKENS);
    if (at >= 0) {
      int from = at + TOKENS.length();
      int to = from;
      while (Character.isDigit(data.charAt(to))) {
        to++;
      }
      tokens = Integer.parseInt(data.substring(from, to));
    }
  }

  private static @Nullable String between(String data, String before) {
    int at = data.indexOf(before);
    if (at < 0) {
      return null;
    }
    int from = at + before.length();
    return data.substring(from, data.indexOf('"', from));
  }

  String text() {
    return text.toString();
  }

  /// Events of any kind.
  int events() {
    return events;
  }

  /// Whether it ended by itself and said so, or with an error and said so.
  boolean endedInOrder() {
    return afterDone == 0 && (error == null ? dones == 1 && reasons > 0 : dones == 0);
  }

  /// Pieces of text.
  int pieces() {
    return pieces;
  }

  /// When the first piece came.
  long first() {
    return arrivals[0];
  }

  /// When the last piece came.
  long last() {
    return arrivals[Math.max(0, pieces - 1)];
  }

  /// Times between one piece and the next.
  long[] gaps() {
    long[] gaps = new long[Math.max(0, pieces - 1)];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = arrivals[i + 1] - arrivals[i];
    }
    return gaps;
  }

  /// The error it ended with, or null.
  @Nullable String error() {
    return error;
  }

  /// Whether it is the whole answer of `count` tokens: everything that comes once came once, and
  /// nothing came after the end.
  boolean isWhole(int count) {
    return error == null
        && "length".equals(reason)
        && reasons == 1
        && dones == 1
        && afterDone == 0
        && tokens == count;
  }

  @Override
  public String toString() {
    return "%d letters, finish_reason %s (%d times), %d tokens told, [DONE] %d times, error %s"
        .formatted(text.length(), reason, reasons, tokens, dones, error);
  }
}
