package dev.fathom.grammar;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The formats of strings that JSON Schema names, as regular expressions: those texts of a format
/// that are of its usual form.
final class StringFormats {
  private static final String DAY =
      "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])"
          + "|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)"
          + "|02-(?:0[1-9]|1\\d|2[0-8]))";
  private static final String LEAP_YEAR =
      "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)";
  private static final String DATE = "(?:\\d{4}-" + DAY + "|" + LEAP_YEAR + "-02-29)";
  private static final String CLOCK = "(?:[01]\\d|2[0-3]):[0-5]\\d";
  private static final String TIME = CLOCK + ":[0-5]\\d(?:\\.\\d{1,9})?(?:Z|[+-]" + CLOCK + ")";
  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?";
  private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final String GROUP = "[0-9a-fA-F]{1,4}";
  private static final String TIME_SPAN =
      "T(?:\\d{1,4}H(?:\\d{1,4}M)?(?:\\d{1,4}S)?" + "|\\d{1,4}M(?:\\d{1,4}S)?|\\d{1,4}S)";

  private static final Map<String, String> FORMATS =
      Map.of(
          "date", DATE,
          "time", TIME,
          "date-time", DATE + "T" + TIME,
          "duration",
              "P(?:\\d{1,4}W|(?:\\d{1,4}Y(?:\\d{1,4}M(?:\\d{1,4}D)?)?|\\d{1,4}M(?:\\d{1,4}D)?"
                  + "|\\d{1,4}D)(?:"
                  + TIME_SPAN
                  + ")?|"
                  + TIME_SPAN
                  + ")",
          "uuid", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
          "email",
              "[A-Za-z0-9_+-]{1,30}(?:\\.[A-Za-z0-9_+-]{1,30}){0,3}@"
                  + LABEL
                  + "(?:\\."
                  + LABEL
                  + "){0,3}\\.[a-z]{2,12}",
          "hostname", LABEL + "(?:\\." + LABEL + "){0,5}",
          "ipv4", BYTE + "(?:\\." + BYTE + "){3}",
          "ipv6",
              "(?:"
                  + GROUP
                  + ":){7}"
                  + GROUP
                  + "|(?:"
                  + GROUP
                  + ":){1,3}(?::"
                  + GROUP
                  + "){1,4}"
                  + "|::(?:"
                  + GROUP
                  + "(?::"
                  + GROUP
                  + "){0,6})?",
          "uri",
              "(?:https?|ftp)://"
                  + LABEL
                  + "(?:\\."
                  + LABEL
                  + "){0,5}(?::[1-9]\\d{0,3})?"
                  + "(?:/(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*)*"
                  + "(?:\\?[A-Za-z0-9._~&=-]*)?(?:#[A-Za-z0-9._~-]*)?");

  private StringFormats() {}

  /// What texts of the format that `node` names look like.
  static String regex(SchemaNode node) {
    String regex = FORMATS.get(node.text());
    if (regex == null) {
      Set<String> served = new TreeSet<>(FORMATS.keySet());
      throw node.bad(
          "the format '%s' is not supported, only %s"
              .formatted(node.text(), String.join(", ", served)));
    }
    return regex;
  }
}
