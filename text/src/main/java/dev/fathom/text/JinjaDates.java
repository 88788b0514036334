package dev.fathom.text;

import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.util.Locale;

/// `strftime` in the C locale.
final class JinjaDates {
  private JinjaDates() {}

  /// `time` in the layout `format`.
  static String format(LocalDateTime time, String format) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      boolean plain = format.charAt(i + 1) == '-' && i + 2 < format.length();
      i += plain ? 2 : 1;
      String part = part(time, format.charAt(i));
      out.append(plain ? withoutZeros(part) : part);
    }
    return out.toString();
  }

  private static String withoutZeros(String part) {
    int start = 0;
    while (start < part.length() - 1 && part.charAt(start) == '0') start++;
    return part.substring(start);
  }

  private static String part(LocalDateTime time, char code) {
    return switch (code) {
      case 'Y' -> Integer.toString(time.getYear());
      case 'y' -> two(time.getYear() % 100);
      case 'm' -> two(time.getMonthValue());
      case 'd' -> two(time.getDayOfMonth());
      case 'e' -> (time.getDayOfMonth() < 10 ? " " : "") + time.getDayOfMonth();
      case 'H' -> two(time.getHour());
      case 'I' -> two((time.getHour() + 11) % 12 + 1);
      case 'M' -> two(time.getMinute());
      case 'S' -> two(time.getSecond());
      case 'f' -> Integer.toString(1_000_000 + time.getNano() / 1000).substring(1);
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'j' -> Integer.toString(1000 + time.getDayOfYear()).substring(1);
      case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'b', 'h' ->
          time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH).substring(0, 3);
      case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'a' ->
          time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH).substring(0, 3);
      case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
      case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
      default -> composed(time, code);
    };
  }

  private static String composed(LocalDateTime time, char code) {
    return switch (code) {
      case 'D', 'x' -> format(time, "%m/%d/%y");
      case 'F' -> format(time, "%Y-%m-%d");
      case 'T', 'X' -> format(time, "%H:%M:%S");
      case 'R' -> format(time, "%H:%M");
      case 'c' -> format(time, "%a %b %e %H:%M:%S %Y");
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'z', 'Z' -> ""; // the time is local and knows no zone
      case '%' -> "%";
      default -> throw new JinjaFault("strftime_now does not know '%" + code + "'");
    };
  }

  private static String two(int number) {
    return (number < 10 ? "0" : "") + number;
  }
}
