package dev.fathom.convert;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a model's name says (`deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B`), by the rules of GGUF's
/// naming convention: basename, version, finetune, size.
///
/// @param name without the organisation
/// @param organization before the slash
/// @param size as the name has it: `1.5B`
record ModelNameParts(
    String name,
    Optional<String> organization,
    Optional<String> basename,
    Optional<String> finetune,
    Optional<String> version,
    Optional<String> size) {
  private static final Pattern VERSION = ignoringCase("(v|iter)?\\d+(\\.\\d+)*");
  private static final Pattern TYPE = ignoringCase("i?q\\d(_\\w)*|b?fp?(16|32)");
  private static final Pattern SIZE =
      ignoringCase("((a|\\d+x)?\\d+([._]\\d+)?[kmbt]\\d?|small|mini|medium|large|x?xl)");
  private static final Pattern TUNED = ignoringCase("chat|instruct|vision|lora");
  private static final Pattern NO_TITLE = Pattern.compile("v\\d+(\\.\\d+)*|\\d.*");

  private enum Kind {
    BASENAME,
    VERSION,
    TYPE,
    SIZE,
    FINETUNE
  }

  private record Part(String text, Kind kind) {}

  private static Pattern ignoringCase(String expression) {
    return Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
  }

  /// @param parameters how many weights the model has, to tell a size from a context length
  static ModelNameParts of(String id, long parameters) {
    int slash = id.indexOf('/');
    String name = id.substring(slash + 1);
    Optional<String> organization =
        Optional.of(id.substring(0, Math.max(slash, 0))).filter(it -> !it.isEmpty());
    List<Part> parts = name.contains(" ") ? List.of() : parts(name, parameters);
    Optional<String> finetune = join(parts, Kind.FINETUNE);
    Optional<String> version = join(parts, Kind.VERSION);
    Optional<String> size = join(parts, Kind.SIZE);
    // a name that is only a name says nothing about its parts
    boolean plain = finetune.isEmpty() && version.isEmpty() && size.isEmpty();
    Optional<String> basename = plain ? Optional.empty() : join(parts, Kind.BASENAME);
    return new ModelNameParts(name, organization, basename, finetune, version, size);
  }

  private static Optional<String> join(List<Part> parts, Kind kind) {
    String joined =
        parts.stream()
            .filter(part -> part.kind() == kind)
            .map(Part::text)
            .collect(Collectors.toCollection(LinkedHashSet::new))
            .stream()
            .collect(Collectors.joining("-"));
    return Optional.of(joined).filter(it -> !it.isEmpty());
  }

  private static List<Part> parts(String name, long parameters) {
    List<String> words = List.of(name.split("-", -1)).stream().filter(it -> !it.isEmpty()).toList();
    List<Part> parts = new ArrayList<>();
    boolean atStart = true;
    for (int i = 0; i < words.size(); i++) {
      Optional<Kind> kind = kind(words.get(i), i, parameters);
      boolean named = kind.isEmpty() && Character.isLetter(words.get(i).codePointAt(0));
      atStart &= named || kind.equals(Optional.of(Kind.VERSION));
      Kind last = atStart ? Kind.BASENAME : kind.orElse(Kind.FINETUNE);
      parts.add(new Part(spelt(words.get(i), last), last));
    }
    // a version at the end of the basename is the version
    for (int i = parts.size() - 1; i >= 0; i--) {
      String text = parts.get(i).text();
      if (parts.get(i).kind() == Kind.BASENAME && !VERSION.matcher(text).matches()) {
        break;
      }
      if (parts.get(i).kind() == Kind.BASENAME) {
        parts.set(i, new Part(text, Kind.VERSION));
      }
    }
    return parts;
  }

  private static Optional<Kind> kind(String word, int index, long parameters) {
    if (VERSION.matcher(word).matches()) {
      return Optional.of(Kind.VERSION);
    }
    if (TYPE.matcher(word).matches()) {
      return Optional.of(Kind.TYPE);
    }
    if (index > 0 && SIZE.matcher(word).matches()) {
      return Optional.of(isSize(word, parameters) ? Kind.SIZE : Kind.FINETUNE);
    }
    return index > 0 && TUNED.matcher(word).matches()
        ? Optional.of(Kind.FINETUNE)
        : Optional.empty();
  }

  /// Far from the number of weights it is a context length.
  private static boolean isSize(String word, long parameters) {
    String digits = word.substring(0, word.length() - 1).replace('_', '.');
    if (!digits.matches("\\d+(\\.\\d+)?") || parameters <= 0) {
      return true;
    }
    int power = "kmbt".indexOf(Character.toLowerCase(word.charAt(word.length() - 1))) + 1;
    double told = Double.parseDouble(digits) * Math.pow(1000, power);
    return Math.abs(told - parameters) <= parameters * 7.0 / 8;
  }

  private static String spelt(String word, Kind kind) {
    return switch (kind) {
      case TYPE -> word.toUpperCase(Locale.ROOT);
      case SIZE -> word.replace('_', '.').replaceFirst("(?<=\\d)[kmbt]$", last(word));
      default -> word;
    };
  }

  private static String last(String word) {
    return word.substring(word.length() - 1).toUpperCase(Locale.ROOT);
  }

  /// `DeepSeek-R1` as a title: `DeepSeek R1`; words in small letters get a capital, versions none.
  static String title(String name) {
    return List.of(name.strip().replace('-', ' ').split("\\s+")).stream()
        .map(ModelNameParts::titleWord)
        .collect(Collectors.joining(" "));
  }

  private static String titleWord(String word) {
    boolean small = word.equals(word.toLowerCase(Locale.ROOT)) && !word.isEmpty();
    if (!small || NO_TITLE.matcher(word).matches()) {
      return word;
    }
    return Character.toTitleCase(word.charAt(0)) + word.substring(1);
  }

  /// `1.5B` of 1,543,714,304 weights; of experts `8x2.5M`: one expert and what all share.
  ///
  /// @param experts in a layer, 0 for none
  static String sizeLabel(long parameters, int experts) {
    String[] units = {"K", "M", "B", "T"};
    int unit = 0;
    double scaled = parameters / 1e3;
    while (unit < 3 && scaled > 1e3) {
      scaled /= 1e3;
      unit++;
    }
    int digits = String.valueOf(Math.round(scaled)).replaceFirst("^0+", "").length();
    String number = String.format(Locale.ROOT, "%." + Math.max(2 - digits, 0) + "f", scaled);
    return (experts > 0 ? experts + "x" : "") + number + units[unit];
  }
}
