package dev.fathom.text;

import java.text.Normalizer;

/// The Unicode normal forms, in time that grows with the text's length. The JDK's normalizer sorts
/// a run of combining marks by insertion, so a megabyte of marks would take it minutes; long runs
/// are sorted here first.
///
/// The tables of Hugging Face's tokenizers, by which the models learnt, are those of Unicode 9:
/// what Unicode composes, decomposes or sorts since then, they leave alone, and so does this.
enum UnicodeForm {
  NFC(Normalizer.Form.NFC, 0x300),
  NFD(Normalizer.Form.NFD, 0xC0),
  NFKC(Normalizer.Form.NFKC, 0xA0),
  NFKD(Normalizer.Form.NFKD, 0xA0);

  // real text has a handful of marks on a letter
  private static final int LONG_RUN = 64;

  // first and last of the code points that got a decomposition, a composition or a combining class
  // after Unicode 9
  private static final int[] NEWER = {
    0x7FD, 0x7FD, 0x897, 0x89F, 0x8CA, 0x8D3, 0x9FE, 0x9FE, 0xC3C, 0xC3C, 0xD3B, 0xD3C, 0xEBA,
    0xEBA, 0x1715, 0x1715, 0x1ABF, 0x1ACE, 0x1DF6, 0x1DFA, 0xA82C, 0xA82C, 0x105C9, 0x105C9,
    0x105D2, 0x105D2, 0x105DA, 0x105DA, 0x105E4, 0x105E4, 0x10D24, 0x10D27, 0x10D69, 0x10D6D,
    0x10EAB, 0x10EAC, 0x10EFD, 0x10EFF, 0x10F46, 0x10F50, 0x10F82, 0x10F85, 0x11070, 0x11070,
    0x1133B, 0x1133B, 0x11382, 0x11385, 0x1138B, 0x1138B, 0x1138E, 0x1138E, 0x11390, 0x11391,
    0x113C2, 0x113C2, 0x113C5, 0x113C5, 0x113C7, 0x113C8, 0x113CE, 0x113D0, 0x1145E, 0x1145E,
    0x11839, 0x1183A, 0x11935, 0x11935, 0x11938, 0x11938, 0x1193D, 0x1193E, 0x11943, 0x11943,
    0x119E0, 0x119E0, 0x11A34, 0x11A34, 0x11A47, 0x11A47, 0x11A99, 0x11A99, 0x11D42, 0x11D42,
    0x11D44, 0x11D45, 0x11D97, 0x11D97, 0x11F41, 0x11F42, 0x1611E, 0x1611E, 0x16121, 0x16129,
    0x1612F, 0x1612F, 0x16D63, 0x16D63, 0x16D67, 0x16D6A, 0x16FF0, 0x16FF1, 0x1E08F, 0x1E08F,
    0x1E130, 0x1E136, 0x1E2AE, 0x1E2AE, 0x1E2EC, 0x1E2EF, 0x1E4EC, 0x1E4EF, 0x1E5EE, 0x1E5EF
  };

  private final Normalizer.Form form;
  private final int firstAffected;

  /// @param firstAffected the form leaves all characters below this as they are
  UnicodeForm(Normalizer.Form form, int firstAffected) {
    this.form = form;
    this.firstAffected = firstAffected;
  }

  /// `text` in this form.
  String of(String text) {
    if (!affects(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      if (newer(c)) {
        out.append(old(text.substring(from, i))).appendCodePoint(c);
        from = next;
      }
      i = next;
    }
    return out.append(old(text.substring(from))).toString();
  }

  private boolean affects(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= firstAffected) {
        return true;
      }
    }
    return false;
  }

  private static boolean newer(int c) {
    if (c < NEWER[0]) {
      return false;
    }
    for (int i = 0; i < NEWER.length; i += 2) {
      if (c <= NEWER[i + 1]) {
        return c >= NEWER[i];
      }
    }
    return false;
  }

  /// `text`, in which nothing is newer than Unicode 9, in this form.
  private String old(String text) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) >= 0x300 && mark(Character.codePointBefore(text, i + 1)) ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return Normalizer.normalize(longest > LONG_RUN ? sorted(text) : text, form);
  }

  // a high surrogate may begin a mark, so it does not end a run
  private static boolean mark(int c) {
    int type = Character.getType(c);
    return (c >= 0xD800 && c <= 0xDFFF)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  /// `text`, decomposed, with every run of marks in canonical order.
  private String sorted(String text) {
    boolean compatible = this == NFKC || this == NFKD;
    CombiningOrder order =
        new CombiningOrder(compatible ? Normalizer.Form.NFKD : Normalizer.Form.NFD);
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      order.add(c, out);
    }
    order.flush(out);
    return out.toString();
  }
}
