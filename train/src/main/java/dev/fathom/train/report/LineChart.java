package dev.fathom.train.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Curves over steps.
final class LineChart {
  private static final double WIDTH = 640;
  private static final double HEIGHT = 240;
  private static final double LEFT = 56;
  private static final double RIGHT = 22;
  private static final double TOP = 14;
  private static final double BOTTOM = 26;
  private static final int MOST_POINTS = 600;

  private final String title;
  private final Map<String, List<Point>> curves = new LinkedHashMap<>();

  /// A value at a step.
  record Point(double x, double y) {}

  LineChart(String title) {
    this.title = title;
  }

  /// Adds a curve; values that are no finite numbers are left out, and so is a curve without any.
  LineChart with(String name, List<Point> points) {
    List<Point> finite =
        points.stream()
            .filter(point -> Double.isFinite(point.x()) && Double.isFinite(point.y()))
            .toList();
    if (!finite.isEmpty()) {
      curves.put(name, thinned(finite));
    }
    return this;
  }

  boolean isEmpty() {
    return curves.isEmpty();
  }

  /// The chart with its legend.
  String html(ReportWords words) {
    List<Point> all = curves.values().stream().flatMap(List::stream).toList();
    Axis across =
        Axis.over(
            all.stream().mapToDouble(Point::x).min().orElse(0),
            all.stream().mapToDouble(Point::x).max().orElse(1));
    Axis up =
        Axis.over(
            all.stream().mapToDouble(Point::y).min().orElse(0),
            all.stream().mapToDouble(Point::y).max().orElse(1));
    Svg svg = new Svg();
    grid(svg, across, up);
    StringBuilder legend = new StringBuilder();
    int number = 0;
    for (var curve : curves.entrySet()) {
      String style = "c" + number++ % 8;
      svg.path("curve " + style, path(curve.getValue(), across, up));
      legend
          .append("<span class=\"key ")
          .append(style)
          .append("\">")
          .append(Svg.escaped(words.say(curve.getKey())))
          .append("</span>\n");
    }
    String said = words.say(title);
    return "<figure><figcaption>%s</figcaption>\n%s<p class=\"legend\">%s</p></figure>\n"
        .formatted(Svg.escaped(said), svg.picture(WIDTH, HEIGHT, said), legend);
  }

  private static void grid(Svg svg, Axis across, Axis up) {
    for (double mark : up.marks()) {
      double y = y(up, mark);
      svg.line("grid", LEFT, y, WIDTH - RIGHT, y);
      svg.text("end", LEFT - 6, y + 4, up.label(mark));
    }
    for (double mark : across.marks()) {
      svg.text("middle", x(across, mark), HEIGHT - 8, across.label(mark));
    }
  }

  private static String path(List<Point> points, Axis across, Axis up) {
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      path.append(path.isEmpty() ? "M" : "L")
          .append(Svg.number(x(across, point.x())))
          .append(' ')
          .append(Svg.number(y(up, point.y())));
    }
    // a single value is a short stroke
    return points.size() == 1 ? path + "h3" : path.toString();
  }

  private static double x(Axis across, double value) {
    return LEFT + across.place(value) * (WIDTH - LEFT - RIGHT);
  }

  private static double y(Axis up, double value) {
    return HEIGHT - BOTTOM - up.place(value) * (HEIGHT - TOP - BOTTOM);
  }

  /// Means of neighbours, so that a long run's page stays small.
  private static List<Point> thinned(List<Point> points) {
    int group = (points.size() + MOST_POINTS - 1) / MOST_POINTS;
    List<Point> means = new ArrayList<>();
    for (int from = 0; from < points.size(); from += group) {
      List<Point> some = points.subList(from, Math.min(points.size(), from + group));
      means.add(
          new Point(
              some.stream().mapToDouble(Point::x).average().orElse(0),
              some.stream().mapToDouble(Point::y).average().orElse(0)));
    }
    return means;
  }
}
