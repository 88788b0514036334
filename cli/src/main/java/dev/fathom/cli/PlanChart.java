package dev.fathom.cli;

import dev.fathom.plan.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A chart as SVG: bars of named things, or lines over numbers.
final class PlanChart {
  private static final double WIDTH = 640;
  private static final double HEIGHT = 300;
  private static final double LEFT = 74;
  private static final double RIGHT = 16;
  private static final double TOP = 18;
  private static final double BOTTOM = 46;
  private static final int TICKS = 5;

  private final Report.Chart chart;
  private final PlanFigures figures;
  private final StringBuilder svg = new StringBuilder();
  private final double lowX;
  private final double highX;
  private final double lowY;
  private final double highY;

  PlanChart(Report.Chart chart, PlanFigures figures) {
    this.chart = chart;
    this.figures = figures;
    List<Report.Point> all = new ArrayList<>();
    chart.series().forEach(series -> all.addAll(series.points()));
    lowX = all.stream().mapToDouble(Report.Point::x).min().orElse(0);
    highX = Math.max(lowX + 1e-9, all.stream().mapToDouble(Report.Point::x).max().orElse(1));
    double most = all.stream().mapToDouble(Report.Point::y).max().orElse(1);
    double least =
        all.stream().mapToDouble(Report.Point::y).filter(y -> y > 0).min().orElse(most / 10);
    lowY = chart.logarithmic() ? Math.pow(10, Math.floor(Math.log10(least))) : 0;
    highY = chart.logarithmic() ? power(most) : most > 0 ? most * 1.08 : 1;
  }

  /// The next power of ten above the least and `most`.
  private double power(double most) {
    return Math.max(lowY * 10, Math.pow(10, Math.ceil(Math.log10(Math.max(most, 1e-300)) - 1e-9)));
  }

  String svg() {
    svg.append(
        "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">"
            .formatted(WIDTH, HEIGHT, Markup.escape(figures.heading(chart.key()))));
    grid();
    if (chart.bars()) {
      bars();
    } else {
      lines();
      ticksBelow();
    }
    text(LEFT, 11, "start", figures.label(chart.y()));
    text(WIDTH - RIGHT, HEIGHT - 4, "end", figures.label(chart.x()));
    return svg.append("</svg>").toString();
  }

  private double x(double value) {
    return LEFT + (value - lowX) / (highX - lowX) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    double share =
        chart.logarithmic()
            ? Math.log(Math.max(value, lowY) / lowY) / Math.log(highY / lowY)
            : (value - lowY) / (highY - lowY);
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  }

  private void grid() {
    for (double value : levels()) {
      double at = y(value);
      shape(
          "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
          LEFT, at, WIDTH - RIGHT, at);
      text(LEFT - 8, at + 4, "end", figures.number(value));
    }
  }

  private List<Double> levels() {
    List<Double> levels = new ArrayList<>();
    if (chart.logarithmic()) {
      double factor = Math.pow(10, Math.max(1, Math.ceil(Math.log10(highY / lowY) / TICKS)));
      for (double level = lowY; level <= highY * 1.0001; level *= factor) {
        levels.add(level);
      }
      return levels;
    }
    double step = round(highY / TICKS);
    for (double level = 0; level <= highY; level += step) {
      levels.add(level);
    }
    return levels;
  }

  /// 1, 2 or 5 times a power of ten, not less than `step`.
  private static double round(double step) {
    double power = Math.pow(10, Math.floor(Math.log10(step)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= step) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private void bars() {
    List<Report.Point> points = chart.series().getFirst().points();
    double place = (WIDTH - LEFT - RIGHT) / points.size();
    for (int i = 0; i < points.size(); i++) {
      Report.Point point = points.get(i);
      double top = y(point.y());
      double left = LEFT + (i + 0.2) * place;
      double height = Math.max(0.5, HEIGHT - BOTTOM - top);
      shape(
          "<rect class=\"s0\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/>",
          left, HEIGHT - BOTTOM - height, 0.6 * place, height);
      text(left + 0.3 * place, HEIGHT - BOTTOM - height - 5, "middle", figures.number(point.y()));
      text(left + 0.3 * place, HEIGHT - BOTTOM + 16, "middle", point.label());
    }
  }

  private void lines() {
    for (int i = 0; i < chart.series().size(); i++) {
      Report.Series series = chart.series().get(i);
      StringBuilder path = new StringBuilder();
      for (Report.Point point : series.points()) {
        String step = path.isEmpty() ? "M" : "L";
        path.append(String.format(Locale.ROOT, "%s%.1f %.1f", step, x(point.x()), y(point.y())));
      }
      svg.append("<path class=\"l%d\" d=\"%s\"/>".formatted(i, path));
      if (!series.name().isEmpty()) {
        double at = LEFT + 12;
        shape(
            "<rect class=\"s" + i + "\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
            at,
            TOP + 16 * i + 6,
            14.0,
            3.0);
        text(at + 20, TOP + 16 * i + 11, "start", figures.label(series.name()));
      }
    }
  }

  private void ticksBelow() {
    double step = round((highX - lowX) / TICKS);
    for (double at = Math.ceil(lowX / step) * step; at <= highX + step * 1e-6; at += step) {
      text(x(at), HEIGHT - BOTTOM + 16, "middle", figures.number(at));
    }
  }

  // @FormatMethod would need a library of annotations
  @SuppressWarnings("AnnotateFormatMethod")
  private void shape(String pattern, Object... values) {
    svg.append(String.format(Locale.ROOT, pattern, values));
  }

  private void text(double x, double y, String anchor, String words) {
    shape(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        x, y, anchor, Markup.escape(words));
  }
}
