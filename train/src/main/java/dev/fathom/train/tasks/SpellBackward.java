package dev.fathom.train.tasks;

import java.util.List;

/// `spell_backward` (held out): a word from its last letter to its first.
final class SpellBackward implements Recipe {
  private static final Phrases PHRASES =
      Phrases.of(
          """
          Spell this word backward: {w}
          Spell this word backward (example: sun -> nus): {w}
          Write the word {w} backward.
          """,
          """
          Buchstabiere dieses Wort rückwärts: {w}
          Buchstabiere dieses Wort rückwärts (Beispiel: rot -> tor): {w}
          Schreibe das Wort {w} rückwärts.
          """);

  @Override
  public String family() {
    return "spell_backward";
  }

  @Override
  public List<String> levels() {
    return List.of("words of 3 to 5 letters", "words of 6 to 10 letters");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    String word = word(level == 1 ? draw.between(3, 5) : draw.between(6, 10), draw);
    String backward = new StringBuilder(word).reverse().toString();
    return new Draft(PHRASES.ask(draw, language, "w", word), backward, pad -> spell(word, pad));
  }

  @Override
  public boolean right(Problem problem, String answer) {
    return Answers.bare(answer).equals(problem.answer());
  }

  /// A word nobody knows but everybody can say.
  private static String word(int letters, Draw draw) {
    StringBuilder word = new StringBuilder();
    int turn = draw.below(2);
    while (word.length() < letters) {
      String choices = (word.length() + turn) % 2 == 0 ? "bdfgklmnprstvwz" : "aeiou";
      word.append(choices.charAt(draw.below(choices.length())));
    }
    return word.toString();
  }

  private static void spell(String word, Scratchpad pad) {
    pad.line(String.join(" ", word.split("")));
  }
}
