package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.List;

/// `leg_counting`: how many legs some animals have together.
final class LegCounting implements Recipe {
  private record Animal(int legs, String english, String german) {}

  private static final List<Animal> ANIMALS =
      """
      4 cats Katzen
      4 dogs Hunde
      4 cows Kühe
      4 horses Pferde
      4 sheep Schafe
      4 pigs Schweine
      4 lions Löwen
      4 elephants Elefanten
      4 mice Mäuse
      4 tigers Tiger
      2 chickens Hühner
      2 ducks Enten
      2 geese Gänse
      2 owls Eulen
      2 eagles Adler
      6 ants Ameisen
      6 bees Bienen
      6 beetles Käfer
      6 butterflies Schmetterlinge
      6 flies Fliegen
      8 spiders Spinnen
      8 scorpions Skorpione
      0 snakes Schlangen
      0 snails Schnecken
      """
          .lines()
          .map(line -> line.split(" "))
          .map(w -> new Animal(Integer.parseInt(w[0]), w[1], w[2]))
          .toList();

  private static final Phrases PHRASES =
      Phrases.of(
          """
          How many legs do {l} have together?
          How many legs are there in total if you have {l}?
          Count the legs: {l}
          On a farm there are {l}. How many legs is that?
          What is the total number of legs of {l}?
          I see {l}. How many legs do I see?
          Number of legs of {l}?
          Compute how many legs {l} have in total.
          """,
          """
          Wie viele Beine haben {l} zusammen?
          Wie viele Beine sind es insgesamt, wenn man {l} hat?
          Zähle die Beine: {l}
          Auf einem Hof gibt es {l}. Wie viele Beine sind das?
          Wie groß ist die Gesamtzahl der Beine, wenn man {l} zählt?
          Ich sehe {l}. Wie viele Beine sehe ich?
          Anzahl der Beine: {l}?
          Berechne, wie viele Beine {l} insgesamt haben.
          """);

  @Override
  public String family() {
    return "leg_counting";
  }

  @Override
  public List<String> levels() {
    return List.of(
        "1 or 2 kinds of up to 9", "2 to 4 kinds of up to 15", "3 to 5 kinds of up to 20");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    int kinds = draw.between(level, List.of(2, 4, 5).get(level - 1));
    List<Animal> animals = draw.some(kinds, ANIMALS);
    List<Integer> counts = new ArrayList<>();
    List<String> items = new ArrayList<>();
    for (Animal animal : animals) {
      int count = draw.between(2, List.of(9, 15, 20).get(level - 1));
      counts.add(count);
      items.add(count + " " + language.choose(animal.english, animal.german));
    }
    String question = PHRASES.ask(draw, language, "l", Phrases.list(items, language));
    long legs = 0;
    for (int i = 0; i < kinds; i++) {
      legs += (long) counts.get(i) * animals.get(i).legs;
    }
    return new Draft(question, legs, pad -> work(animals, counts, pad));
  }

  private static void work(List<Animal> animals, List<Integer> counts, Scratchpad pad) {
    Columns columns = new Columns(pad);
    long total = 0;
    for (int i = 0; i < counts.size(); i++) {
      Animal animal = animals.get(i);
      pad.line(pad.say(animal.english, animal.german) + " " + animal.legs);
      long legs = columns.times(counts.get(i), animal.legs);
      total = i == 0 ? legs : columns.plus(total, legs);
    }
  }
}
