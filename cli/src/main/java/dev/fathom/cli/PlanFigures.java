package dev.fathom.cli;

import java.util.Locale;
import java.util.MissingResourceException;
import org.jspecify.annotations.Nullable;

/// A plan's keys and values in people's words.
final class PlanFigures {
  private static final String PREFIXES = "GTPE";

  private final Texts texts;

  PlanFigures(Texts texts) {
    this.texts = texts;
  }

  /// What people call the figure `key`.
  String label(String key) {
    try {
      return texts.say("plan.figure." + key);
    } catch (MissingResourceException ours) {
      throw new IllegalStateException("no text for the figure " + key, ours);
    }
  }

  /// The heading of a part.
  String heading(String key) {
    return texts.say("plan.part." + (key.isEmpty() ? "plan" : key));
  }

  String note(String key) {
    return texts.say("plan.note." + key);
  }

  /// A value as people read it; nothing for null.
  String value(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Boolean truth -> texts.say(truth ? "plan.yes" : "plan.no");
      case Number number -> number(number.doubleValue());
      default -> word(value.toString());
    };
  }

  /// A text, or the label of a figure that stands in a row of its own.
  private String word(String value) {
    String key = "plan.figure." + value;
    return texts.bundle().containsKey(key) ? texts.say(key) : value;
  }

  /// With four digits; large ones with their thousands parted, very large ones with a prefix or a
  /// power of ten.
  String number(double value) {
    Locale locale = texts.locale();
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e9) {
      return String.format(locale, "%,d", (long) value);
    }
    if (size >= 1e21 || size < 1e-3) {
      return String.format(locale, "%.3e", value);
    }
    if (size >= 1e9) {
      int prefix = (int) Math.floor(Math.log10(size) / 3 + 1e-12);
      String scaled = digits(value / Math.pow(10, 3.0 * prefix));
      return scaled + " " + PREFIXES.charAt(prefix - 3);
    }
    return digits(value);
  }

  private String digits(double value) {
    double size = Math.abs(value);
    int digits = (int) Math.max(0, 3 - Math.floor(Math.log10(size)));
    String text = String.format(texts.locale(), "%,." + digits + "f", value);
    return digits == 0 ? text : text.replaceFirst("[.,]?0+$", "");
  }

  /// The published figure and how far ours is from it.
  String published(double ours, double published) {
    double percent = 100 * (ours / published - 1);
    return texts.say(
        "plan.published", number(published), String.format(texts.locale(), "%+.1f", percent));
  }
}
