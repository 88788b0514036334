package dev.fathom.train.report;

import dev.fathom.train.evaluate.Share;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Right answers at validations, in all and by family.
///
/// @param charts over steps
/// @param last what was right at the last look
record FamilyCurves(List<LineChart> charts, List<IntervalBar> last) {
  private static final String RIGHT = "validation_right_";

  /// What is told without its count.
  private static final String SHARE = "validation_accuracy_";

  private static final String ASKED = "validation_asked_";

  /// Curves in one chart, so that their colours can be told apart.
  private static final int TOGETHER = 6;

  static FamilyCurves of(List<JsonNode> lines) {
    Map<String, List<LineChart.Point>> curves = new LinkedHashMap<>();
    Map<String, Share> last = new LinkedHashMap<>();
    List<LineChart.Point> all = new ArrayList<>();
    for (JsonNode line : lines) {
      int step = line.path("step").asInt();
      if (line.path("validation_accuracy").isNumber()) {
        all.add(new LineChart.Point(step, 100 * line.path("validation_accuracy").asDouble()));
      }
      for (String key : line.propertyNames()) {
        if (key.startsWith(SHARE)) {
          curves
              .computeIfAbsent(key.substring(SHARE.length()), name -> new ArrayList<>())
              .add(new LineChart.Point(step, 100 * line.path(key).asDouble()));
        } else if (key.startsWith(RIGHT)) {
          String family = key.substring(RIGHT.length());
          Share share = new Share(line.path(key).asLong(), line.path(ASKED + family).asLong());
          last.put(family, share);
          curves
              .computeIfAbsent(family, name -> new ArrayList<>())
              .add(new LineChart.Point(step, 100 * share.value()));
        }
      }
    }
    return new FamilyCurves(charts(all, curves), bars(last));
  }

  private static List<LineChart> charts(
      List<LineChart.Point> all, Map<String, List<LineChart.Point>> curves) {
    List<LineChart> charts = new ArrayList<>();
    charts.add(new LineChart("unseen").with("all", all));
    List<String> families = curves.keySet().stream().sorted().toList();
    for (int from = 0; from < families.size(); from += TOGETHER) {
      LineChart chart = new LineChart("families");
      families
          .subList(from, Math.min(families.size(), from + TOGETHER))
          .forEach(family -> chart.with(family, curves.getOrDefault(family, List.of())));
      charts.add(chart);
    }
    return charts;
  }

  private static List<IntervalBar> bars(Map<String, Share> last) {
    List<IntervalBar> bars = new ArrayList<>();
    Share all = new Share(0, 0);
    for (String family : last.keySet().stream().sorted().toList()) {
      Share share = last.getOrDefault(family, all);
      bars.add(IntervalBar.of(family, share));
    }
    for (Share share : last.values()) {
      all = all.plus(share);
    }
    if (!bars.isEmpty()) {
      bars.add(IntervalBar.of("all", all));
    }
    return bars;
  }
}
