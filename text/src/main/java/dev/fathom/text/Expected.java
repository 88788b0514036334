package dev.fathom.text;

import java.util.List;

/// Waits for one of some texts, in which a space stands for any white space or none.
final class Expected {
  /// More characters must come.
  static final int OPEN = -1;

  /// None of the texts can come any more.
  static final int BROKEN = -2;

  private final List<String> texts;

  // where the next character belongs in each text; -1 where it is out
  private final int[] places;

  Expected(String... texts) {
    this.texts = List.of(texts);
    this.places = new int[texts.length];
  }

  /// Takes the next character; returns the number of the text that is complete with it, or {@link
  /// #OPEN} or {@link #BROKEN}.
  int take(char c) {
    int result = BROKEN;
    for (int i = 0; i < places.length; i++) {
      if (places[i] >= 0) {
        places[i] = next(texts.get(i), places[i], c);
        if (places[i] == texts.get(i).length()) {
          return i;
        }
        result = places[i] >= 0 ? OPEN : result;
      }
    }
    return result;
  }

  private static int next(String text, int from, char c) {
    boolean gap = text.charAt(from) == ' ';
    if (gap && Character.isWhitespace(c)) {
      return from;
    }
    int place = gap ? from + 1 : from;
    return text.charAt(place) == c ? place + 1 : -1;
  }
}
