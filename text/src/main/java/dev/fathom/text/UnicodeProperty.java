package dev.fathom.text;

import java.util.Locale;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The properties that split patterns name, as Oniguruma defines them.
final class UnicodeProperty {
  // by the numbers of Character.getType: category 17 does not exist
  private static final String[] CATEGORIES = {
    "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc",
    "Cf", "", "Co", "Cs", "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So", "Pi", "Pf"
  };

  /// `\s`: White_Space.
  static final CharacterClass SPACE =
      new CharacterClass.Drawing()
          .range(9, 13)
          .range(0x85, 0x85)
          .categories(mask("Z"))
          .done(false, false);

  /// `\d`: decimal digits of every script.
  static final CharacterClass DIGIT =
      new CharacterClass.Drawing().categories(mask("Nd")).done(false, false);

  /// `\p{N}`: numbers.
  static final CharacterClass NUMBER =
      new CharacterClass.Drawing().categories(mask("N")).done(false, false);

  /// ASCII's signs and `\p{P}`.
  static final CharacterClass PUNCTUATION =
      new CharacterClass.Drawing()
          .range('!', '/')
          .range(':', '@')
          .range('[', '`')
          .range('{', '~')
          .categories(mask("P"))
          .done(false, false);

  private UnicodeProperty() {}

  /// `\w`: alphabetic, marks, decimal digits, connectors, and the superscripts and fractions of
  /// Latin-1, which Oniguruma counts in.
  static CharacterClass word() {
    return new CharacterClass.Drawing()
        .range(0xB2, 0xB3)
        .range(0xB9, 0xB9)
        .range(0xBC, 0xBE)
        .categories(mask("L") | mask("M") | mask("Nd") | mask("Pc"))
        .also(Character::isAlphabetic)
        .done(false, false);
  }

  /// The property called `name`, or null if it is not known here.
  static @Nullable IntPredicate named(String name) {
    int mask = mask(name);
    if (mask != 0) {
      return new CharacterClass.Drawing().categories(mask).done(false, false);
    }
    try {
      Character.UnicodeScript script =
          Character.UnicodeScript.forName(name.toUpperCase(Locale.ROOT));
      return c -> Character.UnicodeScript.of(c) == script;
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /// The categories `name` (`L`, `Lu`) as bits, 0 if there are none.
  private static int mask(String name) {
    int mask = 0;
    for (int i = 0; i < CATEGORIES.length; i++) {
      boolean member = name.length() == 1 && CATEGORIES[i].startsWith(name);
      mask |= member || (name.length() == 2 && CATEGORIES[i].equals(name)) ? 1 << i : 0;
    }
    return mask;
  }
}
