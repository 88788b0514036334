package dev.fathom.plan;

import java.util.Arrays;

/// Sorted seconds of all requests: until the first token, between tokens, until the last.
///
/// @param tokens generated in all
/// @param input tokens of all prompts as they came
record Latencies(double[] first, double[] between, double[] whole, double tokens, double input) {
  static Latencies of(RequestLog log) {
    int size = log.size();
    double[] first = new double[size];
    double[] between = new double[size];
    double[] whole = new double[size];
    double tokens = 0;
    double input = 0;
    for (int i = 0; i < size; i++) {
      first[i] = log.first[i] - log.arrival[i];
      whole[i] = log.end[i] - log.arrival[i];
      between[i] = (log.end[i] - log.first[i]) / Math.max(1, log.asked[i] - 1);
      tokens += log.asked[i];
      input += log.prompt[i] + (double) log.output[i] - log.asked[i];
    }
    Arrays.sort(first);
    Arrays.sort(between);
    Arrays.sort(whole);
    return new Latencies(first, between, whole, tokens, input);
  }

  /// The value that `share` of all are at or below.
  static double percentile(double[] sorted, double share) {
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, Math.min(sorted.length - 1, index))];
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }
}
