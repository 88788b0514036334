package dev.fathom.train.report;

import java.util.List;

/// Shares with their intervals, a line each, 0 to 100 %.
final class IntervalChart {
  private static final double WIDTH = 640;
  private static final double LEFT = 190;
  private static final double RIGHT = 64;
  private static final double ROW = 22;

  private IntervalChart() {}

  static String html(String title, List<IntervalBar> bars, ReportWords words) {
    Svg svg = new Svg();
    double height = ROW * bars.size() + 30;
    for (int mark = 0; mark <= 100; mark += 25) {
      double x = x(mark / 100.0);
      svg.line("grid", x, 4, x, height - 22);
      svg.text("middle", x, height - 6, Integer.toString(mark));
    }
    double y = ROW / 2 + 4;
    for (IntervalBar bar : bars) {
      svg.text("end", LEFT - 10, y + 4, words.say(bar.name()));
      svg.line("curve c0", x(bar.low()), y, x(bar.high()), y);
      svg.dot("dot c0", x(bar.value()), y, told(bar, words));
      svg.text("start", WIDTH - RIGHT + 12, y + 4, percent(bar.value(), words));
      y += ROW;
    }
    String said = words.say(title);
    return "<figure><figcaption>%s</figcaption>\n%s</figure>\n"
        .formatted(Svg.escaped(said), svg.picture(WIDTH, height, said));
  }

  private static String told(IntervalBar bar, ReportWords words) {
    return words.say(
        "interval",
        words.say(bar.name()),
        percent(bar.value(), words),
        percent(bar.low(), words),
        percent(bar.high(), words));
  }

  private static String percent(double share, ReportWords words) {
    return String.format(words.locale(), "%.1f", 100 * share);
  }

  private static double x(double share) {
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }
}
