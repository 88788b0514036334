package dev.fathom.train.report;

import java.util.Locale;

/// Writes SVG elements. Colours come from the page's classes.
final class Svg {
  private final StringBuilder text = new StringBuilder();

  /// Text as it may stand in markup.
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /// A coordinate: a tenth is enough.
  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  void line(String style, double x1, double y1, double x2, double y2) {
    text.append(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
            .formatted(style, number(x1), number(y1), number(x2), number(y2)));
  }

  void path(String style, String points) {
    text.append("<path class=\"%s\" d=\"%s\"/>\n".formatted(style, points));
  }

  void dot(String style, double x, double y, String title) {
    text.append(
        "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"3.5\"><title>%s</title></circle>\n"
            .formatted(style, number(x), number(y), escaped(title)));
  }

  /// @param anchor `start`, `middle` or `end`
  void text(String anchor, double x, double y, String words) {
    text.append(
        "<text text-anchor=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n"
            .formatted(anchor, number(x), number(y), escaped(words)));
  }

  /// The whole picture.
  String picture(double width, double height, String title) {
    return "<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">\n%s</svg>\n"
        .formatted(number(width), number(height), escaped(title), text);
  }
}
