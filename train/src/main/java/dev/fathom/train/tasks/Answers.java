package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what a model answered: strict in what it says, lenient in harmless form.
///
/// Harmless are: spaces around, one closing full stop, an introduction (`The answer is`, `x =`),
/// thousands separators where every group is whole (`1,234` in English, `1.234` in German).
final class Answers {
  /// No right answer is longer; longer ones are wrong unread.
  static final int LONGEST = 400;

  private static final Pattern INTRODUCTION =
      Pattern.compile(
          "(?:so |thus |therefore,? |also |daher )?(?:the |die |das |my |meine )?(?:final )?"
              + "(?:answer|result|solution|antwort|ergebnis|lösung)"
              + "(?: is| ist| lautet| =|)\\s*:?\\s+(?=\\S)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  private static final Pattern UNKNOWN = Pattern.compile("[a-z]\\s*=\\s*(?=[-\\d])");
  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");
  private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,12}(?:\\.\\d{1,9})?");
  private static final Pattern GROUPED_ENGLISH = Pattern.compile("-?\\d{1,3}(?:,\\d{3}){1,5}");
  private static final Pattern GROUPED_GERMAN = Pattern.compile("-?\\d{1,3}(?:\\.\\d{3}){1,5}");

  private Answers() {}

  /// Without spaces around, introduction and closing full stop.
  static String bare(String answer) {
    String text = answer.strip();
    Matcher introduction = INTRODUCTION.matcher(text);
    if (introduction.lookingAt()) {
      text = text.substring(introduction.end());
    }
    return text.endsWith(".") ? text.substring(0, text.length() - 1).stripTrailing() : text;
  }

  /// {@link #bare}, in small letters, every run of spaces one space.
  static String plain(String answer) {
    return bare(answer).toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
  }

  static boolean sameInteger(String answer, Problem problem) {
    OptionalLong read = integer(answer, problem.language());
    return read.isPresent() && read.getAsLong() == Long.parseLong(problem.answer());
  }

  /// A whole number, also as `x = 5`; empty if it is anything else.
  static OptionalLong integer(String answer, Language language) {
    String text = bare(answer).replace('\u2212', '-');
    Matcher unknown = UNKNOWN.matcher(text);
    if (unknown.lookingAt()) {
      text = text.substring(unknown.end());
    }
    Pattern grouped = language.choose(GROUPED_ENGLISH, GROUPED_GERMAN);
    if (grouped.matcher(text).matches()) {
      text = text.replace(",", "").replace(".", "");
    }
    return INTEGER.matcher(text).matches()
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  /// A decimal as text without needless zeros (`2.50` is `2.5`), read with the language's point.
  static Optional<String> decimal(String answer, Language language) {
    String text = bare(answer).replace('\u2212', '-');
    if (language == Language.GERMAN) {
      text = text.replace('.', ';').replace(',', '.');
    }
    if (!DECIMAL.matcher(text).matches()) {
      return Optional.empty();
    }
    return Optional.of(new java.math.BigDecimal(text).stripTrailingZeros().toPlainString());
  }

  /// The whole numbers of a list: `[1, 2]`, `["1","2"]` or `1, 2`.
  static Optional<List<Long>> integers(String answer) {
    String text = bare(answer);
    if (text.startsWith("[") && text.endsWith("]")) {
      text = text.substring(1, text.length() - 1);
    }
    List<Long> numbers = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      String number = unquoted(item.strip());
      if (!INTEGER.matcher(number).matches()) {
        return Optional.empty();
      }
      numbers.add(Long.valueOf(number));
    }
    return Optional.of(numbers);
  }

  /// Whether the answer says one of two words and nothing else.
  static boolean sameWord(String answer, Problem problem) {
    return plain(answer).equals(problem.answer().toLowerCase(Locale.ROOT));
  }

  private static String unquoted(String item) {
    boolean quoted =
        item.length() > 2
            && (item.charAt(0) == '"' || item.charAt(0) == '\'')
            && item.charAt(0) == item.charAt(item.length() - 1);
    return quoted ? item.substring(1, item.length() - 1) : item;
  }
}
