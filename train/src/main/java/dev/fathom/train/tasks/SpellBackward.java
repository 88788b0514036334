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

  private static final List<List<String>> ENGLISH =
      words(
          """
          cat dog moon star tree fish bird hand ship rain snow leaf road door lamp milk bread
          window garden bridge winter summer forest planet silver market teacher mountain umbrella
          """);
  private static final List<List<String>> GERMAN =
      words(
          """
          hund maus mond stern baum fisch vogel arm regen nase weg tisch milch brot dach salz
          fenster garten straße winter sommer planet silber markt lehrer gebirge schirm kalender
          """);

  @Override
  public String family() {
    return "spell_backward";
  }

  @Override
  public List<String> levels() {
    return List.of("words of 3 to 5 letters", "words of 5 to 8 letters");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    List<List<String>> words = language.choose(ENGLISH, GERMAN);
    String word = draw.of(words.get(level - 1));
    String backward = new StringBuilder(word).reverse().toString();
    return new Draft(PHRASES.ask(draw, language, "w", word), backward, pad -> spell(word, pad));
  }

  @Override
  public boolean right(Problem problem, String answer) {
    return Answers.bare(answer).equals(problem.answer());
  }

  private static List<List<String>> words(String table) {
    return table.strip().lines().map(line -> List.of(line.split(" "))).toList();
  }

  private static void spell(String word, Scratchpad pad) {
    pad.line(String.join(" ", word.split("")));
  }
}
