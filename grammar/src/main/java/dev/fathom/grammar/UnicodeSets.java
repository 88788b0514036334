package dev.fathom.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The sets of characters that have names in regular expressions.
final class UnicodeSets {
  static final CodePoints DIGITS = CodePoints.range('0', '9');
  static final CodePoints WORD =
      DIGITS.or(CodePoints.range('A', 'Z')).or(CodePoints.range('a', 'z')).or(CodePoints.of('_'));
  static final CodePoints LINE_ENDS =
      CodePoints.of('\n').or(CodePoints.of('\r')).or(CodePoints.range(0x2028, 0x2029));
  static final CodePoints SPACE =
      LINE_ENDS
          .or(CodePoints.range('\t', '\r'))
          .or(CodePoints.of(' '))
          .or(CodePoints.of(0xA0))
          .or(CodePoints.of(0x1680))
          .or(CodePoints.range(0x2000, 0x200A))
          .or(CodePoints.of(0x202F))
          .or(CodePoints.of(0x205F))
          .or(CodePoints.of(0x3000))
          .or(CodePoints.of(0xFEFF));

  // two letters a general category, by the number that Character.getType gives
  private static final String[] CATEGORIES = {
    "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "", "Zs", "Zl", "Zp",
    "Cc", "Cf", "", "Co", "Cs", "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So", "Pi", "Pf"
  };

  private static final Map<String, CodePoints> FOUND = new ConcurrentHashMap<>();

  private UnicodeSets() {}

  /// The characters of property `name`, as in `\p{name}`: general categories (`L`, `Lu`), scripts
  /// (`Script=Greek`), `Alphabetic`, `ASCII` and `Any`.
  static Optional<CodePoints> named(String name) {
    CodePoints known = FOUND.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    CodePoints found = find(name);
    if (!found.isEmpty()) {
      FOUND.put(name, found);
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  private static CodePoints find(String name) {
    for (String key : List.of("Script=", "sc=")) {
      if (name.startsWith(key)) {
        return script(name.substring(key.length()));
      }
    }
    return switch (name) {
      case "Any" -> CodePoints.ALL;
      case "ASCII" -> CodePoints.range(0, 0x7F);
      case "Alphabetic" -> CodePoints.where(Character::isAlphabetic);
      default -> category(name);
    };
  }

  private static CodePoints category(String name) {
    List<Integer> types = new ArrayList<>();
    for (int type = 0; type < CATEGORIES.length; type++) {
      boolean group = name.length() == 1 && CATEGORIES[type].startsWith(name);
      if (group || (name.length() == 2 && CATEGORIES[type].equals(name))) {
        types.add(type);
      }
    }
    return types.isEmpty()
        ? CodePoints.NONE
        : CodePoints.where(c -> types.contains(Character.getType(c)));
  }

  private static CodePoints script(String name) {
    try {
      Character.UnicodeScript script = Character.UnicodeScript.forName(name);
      return CodePoints.where(c -> Character.UnicodeScript.of(c) == script);
    } catch (IllegalArgumentException _) {
      return CodePoints.NONE;
    }
  }
}
