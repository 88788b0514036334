package dev.fathom.train.tasks;

import java.util.List;

/// Stories of so much an hour, a day, a row: one product or quotient, perhaps a sum after it.
final class RateStories {
  /// @param all how often `each` in all, the product; @param turned the quotient
  private record Rate(int most, Phrases all, Phrases turned, Phrases more) {}

  private static final List<Rate> RATES =
      List.of(
          new Rate(
              130,
              Phrases.of(
                  "A train travels {a} kilometers per hour. How many kilometers does it travel in {b} hours?",
                  "Ein Zug fährt {a} Kilometer pro Stunde. Wie viele Kilometer fährt er in {b} Stunden?"),
              Phrases.of(
                  "A train travels {c} kilometers in {b} hours. How many kilometers is that per hour?",
                  "Ein Zug fährt {c} Kilometer in {b} Stunden. Wie viele Kilometer sind das pro Stunde?"),
              Phrases.of(
                  "A car has driven {d} kilometers. Then it drives {b} hours at {a} kilometers per hour. How many kilometers is that in all?",
                  "Ein Auto ist {d} Kilometer gefahren. Dann fährt es {b} Stunden mit {a} Kilometern pro Stunde. Wie viele Kilometer sind das insgesamt?")),
          new Rate(
              40,
              Phrases.of(
                  "{p} reads {a} pages a day. How many pages does {p} read in {b} days?",
                  "{p} liest {a} Seiten am Tag. Wie viele Seiten liest {p} in {b} Tagen?"),
              Phrases.of(
                  "A book has {c} pages. {p} reads it in {b} days, the same number of pages every day. How many pages a day is that?",
                  "Ein Buch hat {c} Seiten. {p} liest es in {b} Tagen, jeden Tag gleich viele Seiten. Wie viele Seiten sind das am Tag?"),
              Phrases.of(
                  "{p} has read {d} pages and reads {a} pages a day. How many pages will it be after {b} more days?",
                  "{p} hat {d} Seiten gelesen und liest {a} Seiten am Tag. Wie viele Seiten sind es nach {b} weiteren Tagen?")),
          new Rate(
              30,
              Phrases.of(
                  "{p} earns {a} euros an hour. How many euros does {p} earn in {b} hours?",
                  "{p} verdient {a} Euro in der Stunde. Wie viel Euro verdient {p} in {b} Stunden?"),
              Phrases.of(
                  "{p} earns {c} euros in {b} hours. How many euros an hour is that?",
                  "{p} verdient {c} Euro in {b} Stunden. Wie viel Euro sind das in der Stunde?"),
              Phrases.of(
                  "{p} has {d} euros and earns {a} euros an hour. How many euros does {p} have after {b} hours?",
                  "{p} hat {d} Euro und verdient {a} Euro in der Stunde. Wie viel Euro hat {p} nach {b} Stunden?")),
          new Rate(
              30,
              Phrases.of(
                  "A hall has {b} rows of {a} chairs. How many chairs are there?",
                  "Ein Saal hat {b} Reihen mit je {a} Stühlen. Wie viele Stühle sind es?"),
              Phrases.of(
                  "{c} chairs stand in {b} equal rows. How many chairs are in each row?",
                  "{c} Stühle stehen in {b} gleichen Reihen. Wie viele Stühle stehen in jeder Reihe?"),
              Phrases.of(
                  "A hall has {b} rows of {a} chairs. {d} chairs are added. How many chairs are there now?",
                  "Ein Saal hat {b} Reihen mit je {a} Stühlen. {d} Stühle kommen dazu. Wie viele Stühle sind es jetzt?")));

  private final Draw draw;
  private final Language language;

  RateStories(Draw draw, Language language) {
    this.draw = draw;
    this.language = language;
  }

  /// @param level 1 or 2
  Draft draft(int level) {
    Rate rate = draw.of(RATES);
    int a = draw.between(3, rate.most);
    int b = draw.between(2, 9);
    int d = draw.between(5, 90);
    boolean turned = level == 1 && draw.chance(0.4);
    Phrases phrases = level == 2 ? rate.more : turned ? rate.turned : rate.all;
    String name = draw.of(Person.ALL).name();
    String text = phrases.pick(draw, language, "a", a, "b", b, "c", a * b, "d", d, "p", name);
    Story story = new Story();
    long made = turned ? story.sum(a * b, '/', b) : story.sum(a, '*', b);
    if (level == 2) {
      story.sum(made, '+', d);
    }
    return story.asked(List.of(), text);
  }
}
