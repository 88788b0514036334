package dev.fathom.train.report;

import java.util.List;
import java.util.Locale;

/// Shares with their intervals, a line each, 0 to 100 %.
final class IntervalChart {
  private static final double WIDTH = 640;
  private static final double LEFT = 190;
  private static final double RIGHT = 64;
  private static final double ROW = 22;

  private IntervalChart() {}

  static String html(String title, List<IntervalBar> bars) {
    Svg svg = new Svg();
    double height = ROW * bars.size() + 30;
    for (int mark = 0; mark <= 100; mark += 25) {
      double x = x(mark / 100.0);
      svg.line("grid", x, 4, x, height - 22);
      svg.text("middle", x, height - 6, Integer.toString(mark));
    }
    double y = ROW / 2 + 4;
    for (IntervalBar bar : bars) {
      svg.text("end", LEFT - 10, y + 4, bar.name());
      svg.line("curve c0", x(bar.low()), y, x(bar.high()), y);
      String words = words(bar);
      svg.dot("dot c0", x(bar.value()), y, words);
      svg.text("start", WIDTH - RIGHT + 12, y + 4, percent(bar.value()));
      y += ROW;
    }
    return "<figure><figcaption>%s</figcaption>\n%s</figure>\n"
        .formatted(Svg.escaped(title), svg.picture(WIDTH, height, title));
  }

  private static String words(IntervalBar bar) {
    return "%s: %s (%s to %s)"
        .formatted(bar.name(), percent(bar.value()), percent(bar.low()), percent(bar.high()));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  private static double x(double share) {
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }
}
