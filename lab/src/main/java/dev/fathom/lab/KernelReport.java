package dev.fathom.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import tools.jackson.databind.json.JsonMapper;

/// What benchmarks of kernels gave, each beside the limit it is nearest to: reading memory, or one
/// of the two kinds of arithmetic.
record KernelReport(Limits limits, List<Row> rows) {

  /// One benchmark.
  ///
  /// @param shape its other parameters
  /// @param kernels which set
  /// @param limit which limit it is nearest to; as in {@link Traffic}
  /// @param rate what it moved or did of that in a second
  /// @param percent of the limit
  record Row(
      String kernel,
      String shape,
      String kernels,
      double seconds,
      String limit,
      double rate,
      double percent) {}

  static KernelReport of(Limits limits, Collection<RunResult> results) {
    List<Row> rows = new ArrayList<>();
    for (RunResult result : results) {
      rows.add(row(result, nearest(result, limits), limits));
    }
    return new KernelReport(limits, rows);
  }

  /// The limit of which `result` has the largest share.
  private static String nearest(RunResult result, Limits limits) {
    String nearest = "bytes";
    for (String name : limits.perSecond().keySet()) {
      if (share(result, limits, name) > share(result, limits, nearest)) {
        nearest = name;
      }
    }
    return nearest;
  }

  private static double share(RunResult result, Limits limits, String name) {
    return rate(result, name) / limits.perSecond().get(name);
  }

  private static double rate(RunResult result, String name) {
    return result.getSecondaryResults().get(name).getScore();
  }

  private static Row row(RunResult result, String limit, Limits limits) {
    String benchmark = result.getParams().getBenchmark();
    String shape =
        result.getParams().getParamsKeys().stream()
            .filter(key -> !key.equals("kernels"))
            .map(key -> key + " " + result.getParams().getParam(key))
            .collect(Collectors.joining(", "));
    return new Row(
        benchmark.substring(benchmark.lastIndexOf('.') + 1),
        shape,
        result.getParams().getParam("kernels"),
        1 / result.getPrimaryResult().getScore(),
        limit,
        rate(result, limit),
        100 * share(result, limits, limit));
  }

  /// A Markdown table; under it, the limits.
  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("| kernel | case | kernels | time of a call | rate | limit | % of limit |\n");
    text.append("|---|---|---|---:|---:|---:|---:|\n");
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s | %s | %.0f |%n",
              row.kernel,
              row.shape,
              row.kernels,
              time(row.seconds),
              rate(row.rate, row.limit),
              rate(limits.perSecond().get(row.limit), row.limit),
              row.percent));
    }
    String measured =
        limits.perSecond().entrySet().stream()
            .map(limit -> rate(limit.getValue(), limit.getKey()))
            .collect(Collectors.joining(", "));
    return text.append("\nLimits: reading ").append(measured).append("\n").toString();
  }

  private static String time(double seconds) {
    return seconds < 1e-3
        ? String.format(Locale.ROOT, "%.1f µs", seconds * 1e6)
        : String.format(Locale.ROOT, "%.2f ms", seconds * 1e3);
  }

  private static String rate(double perSecond, String limit) {
    return limit.equals("bytes")
        ? String.format(Locale.ROOT, "%.1f GB/s", perSecond / 1e9)
        : String.format(Locale.ROOT, "%.0f GOP/s %s", perSecond / 1e9, limit);
  }

  /// One line.
  String json() {
    return JsonMapper.shared()
        .writeValueAsString(Map.of("limits_per_second", limits.perSecond(), "rows", rows));
  }
}
