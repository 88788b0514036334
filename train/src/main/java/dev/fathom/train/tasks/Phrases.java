package dev.fathom.train.tasks;

import java.util.List;

/// The ways to ask one thing, in both languages. `{a}` in a phrase is a slot.
record Phrases(List<String> english, List<String> german) {
  private static final double CASUAL = 0.15;

  /// Two lists written as text blocks, a phrase a line.
  static Phrases of(String english, String german) {
    return new Phrases(english.strip().lines().toList(), german.strip().lines().toList());
  }

  /// One of them, its slots filled.
  ///
  /// @param slots names and values in turn: `"a", "47", "b", "85"`
  String pick(Draw draw, Language language, Object... slots) {
    return filled(draw.of(language.choose(english, german)), slots);
  }

  /// As {@link #pick}, now and then in the careless spelling of a chat: a small first letter, no
  /// mark at the end.
  String ask(Draw draw, Language language, Object... slots) {
    String phrase = draw.of(language.choose(english, german));
    String text = filled(phrase, slots);
    return draw.chance(CASUAL) && !phrase.startsWith("{") ? casual(text) : text;
  }

  static String filled(String phrase, Object... slots) {
    String text = phrase;
    for (int i = 0; i < slots.length; i += 2) {
      text = text.replace("{" + slots[i] + "}", String.valueOf(slots[i + 1]));
    }
    return text;
  }

  /// `a, b and c`.
  static String list(List<String> items, Language language) {
    if (items.size() == 1) {
      return items.getFirst();
    }
    String head = String.join(", ", items.subList(0, items.size() - 1));
    return head + language.choose(" and ", " und ") + items.getLast();
  }

  private static String casual(String text) {
    String small = Character.toLowerCase(text.charAt(0)) + text.substring(1);
    return small.endsWith("?") || small.endsWith(".") || small.endsWith(":")
        ? small.substring(0, small.length() - 1).stripTrailing()
        : small;
  }
}
