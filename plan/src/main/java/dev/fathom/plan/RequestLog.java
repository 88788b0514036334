package dev.fathom.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Requests, by number in the order they come: what they ask, and what became of them.
final class RequestLog {
  private static final long MOST_BYTES = 1L << 30;
  private static final int MOST_TOKENS = 1 << 24;

  final double[] arrival;
  final int[] prompt;
  final int[] cached;
  final int[] output;

  /// Tokens that the answer has in all; `output` is what is left where a failure came between.
  final int[] asked;

  /// When the first token was there; NaN before.
  final double[] first;

  /// When the last token was there; NaN before.
  final double[] end;

  private RequestLog(int size) {
    arrival = new double[size];
    prompt = new int[size];
    cached = new int[size];
    output = new int[size];
    asked = new int[size];
    first = new double[size];
    end = new double[size];
    Arrays.fill(first, Double.NaN);
    Arrays.fill(end, Double.NaN);
  }

  int size() {
    return arrival.length;
  }

  /// Requests that come independently of each other.
  static RequestLog random(Demand.Users users, LengthLaw law, int size, long seed) {
    RequestLog log = new RequestLog(size);
    SplittableRandom random = new SplittableRandom(seed);
    double rate = users.requestsPerSecond();
    double time = 0;
    for (int i = 0; i < size; i++) {
      time += random.nextExponential() / rate;
      log.arrival[i] = time;
      log.prompt[i] = law.draw(users.tokensIn(), MOST_TOKENS, random);
      log.output[i] = law.draw(users.tokensOut(), MOST_TOKENS, random);
      log.asked[i] = log.output[i];
      log.cached[i] = (int) Math.min(log.prompt[i] - 1, log.prompt[i] * users.cacheHit());
    }
    return log;
  }

  /// Lines of `seconds,prompt_tokens,cached_tokens,output_tokens`, in the order of time; a first
  /// line without numbers is a heading.
  static RequestLog trace(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IllegalArgumentException(file + ": more than 1 GiB is no trace");
      }
      List<String> lines = Files.readAllLines(file);
      int heading = !lines.isEmpty() && lines.getFirst().matches("[^0-9]*") ? 1 : 0;
      RequestLog log = new RequestLog(lines.size() - heading);
      if (log.size() == 0) {
        throw new IllegalArgumentException(file + ": the trace has no requests");
      }
      for (int i = 0; i < log.size(); i++) {
        log.read(i, lines.get(i + heading), file + ": line " + (i + heading + 1));
      }
      return log;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void read(int i, String line, String place) {
    String[] cells = line.split(",", -1);
    try {
      arrival[i] = Double.parseDouble(cells[0].trim());
      prompt[i] = Integer.parseInt(cells[1].trim());
      cached[i] = Integer.parseInt(cells[2].trim());
      output[i] = Integer.parseInt(cells[3].trim());
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException wrong) {
      throw new IllegalArgumentException(
          "%s: wanted seconds,prompt_tokens,cached_tokens,output_tokens, got '%s'"
              .formatted(place, line),
          wrong);
    }
    asked[i] = output[i];
    boolean ordered = arrival[i] >= (i == 0 ? 0 : arrival[i - 1]) && arrival[i] < 1e12;
    boolean sized = prompt[i] >= 1 && prompt[i] <= MOST_TOKENS && output[i] <= MOST_TOKENS;
    if (!ordered || !sized || output[i] < 1 || cached[i] < 0 || cached[i] >= prompt[i]) {
      throw new IllegalArgumentException(
          "%s: wanted rising times, 1 to %,d tokens, and fewer cached than in the prompt, got '%s'"
              .formatted(place, MOST_TOKENS, line));
    }
  }
}
