package dev.fathom.cli;

/// Text in HTML and SVG.
final class Markup {
  private Markup() {}

  /// `words`, with nothing in them that a browser reads as anything but text.
  static String escape(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
