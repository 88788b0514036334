package dev.fathom.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/// The Unicode normal forms, in time that grows with the text's length. The JDK's normalizer sorts a
/// run of combining marks by insertion, so a megabyte of marks would take it minutes; long runs are
/// sorted here first.
enum UnicodeForm {
  NFC(Normalizer.Form.NFC, 0x300),
  NFD(Normalizer.Form.NFD, 0xC0),
  NFKC(Normalizer.Form.NFKC, 0xA0),
  NFKD(Normalizer.Form.NFKD, 0xA0);

  // real text has a handful of marks on a letter
  private static final int LONG_RUN = 64;

  private final Normalizer.Form form;
  private final int firstAffected;

  /// @param firstAffected the form leaves all characters below this as they are
  UnicodeForm(Normalizer.Form form, int firstAffected) {
    this.form = form;
    this.firstAffected = firstAffected;
  }

  /// `text` in this form.
  String of(String text) {
    int longest = 0;
    int run = 0;
    boolean affected = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      affected |= c >= firstAffected;
      run = c >= 0x300 && mark(Character.codePointBefore(text, i + 1)) ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    if (!affected) {
      return text;
    }
    return Normalizer.normalize(longest > LONG_RUN ? sorted(text) : text, form);
  }

  // a high surrogate may begin a mark, so it does not end a run
  private static boolean mark(int c) {
    int type = Character.getType(c);
    return Character.isSurrogate((char) c) && c < 0x10000
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  /// `text`, decomposed, with every run of marks in canonical order.
  private String sorted(String text) {
    boolean compatible = this == NFKC || this == NFKD;
    Normalizer.Form decomposed = compatible ? Normalizer.Form.NFKD : Normalizer.Form.NFD;
    StringBuilder out = new StringBuilder(text.length());
    List<String> run = new ArrayList<>();
    CombiningOrder order = new CombiningOrder();
    text.codePoints()
        .mapToObj(Character::toString)
        .map(c -> c.charAt(0) < 0xA0 ? c : Normalizer.normalize(c, decomposed))
        .flatMapToInt(String::codePoints)
        .forEach(
            c -> {
              String letter = Character.toString(c);
              if (order.moves(letter)) {
                run.add(letter);
              } else {
                flush(run, order, out);
                out.append(letter);
              }
            });
    flush(run, order, out);
    return out.toString();
  }

  private static void flush(List<String> run, CombiningOrder order, StringBuilder out) {
    run.sort(order); // stable, as the canonical order must be
    run.forEach(out::append);
    run.clear();
  }
}
