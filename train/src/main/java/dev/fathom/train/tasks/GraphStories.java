package dev.fathom.train.tasks;

import java.util.ArrayList;
import java.util.List;

/// Stories of who has how many: each person is compared with one or two before.
final class GraphStories {
  private static final Phrases START =
      Phrases.of(
          """
          {p} has {n} {t}.
          {p} owns {n} {t}.
          There are {n} {t} on the table of {p}.
          """,
          """
          {p} hat {n} {t}.
          {p} besitzt {n} {t}.
          {p} sammelt {t} und hat {n} davon.
          """);
  private static final Phrases MORE =
      Phrases.of(
          """
          {p} has {n} {t} more than {q}.
          {p} has {n} more {t} than {q}.
          {p} owns {n} {t} more than {q}.
          """,
          """
          {p} hat {n} {t} mehr als {q}.
          {p} hat {n} {t} mehr, als {q} hat.
          {p} besitzt {n} {t} mehr als {q}.
          """);
  private static final Phrases FEWER =
      Phrases.of(
          """
          {p} has {n} {t} fewer than {q}.
          {p} has {n} fewer {t} than {q}.
          {p} owns {n} {t} less than {q}.
          """,
          """
          {p} hat {n} {t} weniger als {q}.
          {p} hat {n} {t} weniger, als {q} hat.
          {p} besitzt {n} {t} weniger als {q}.
          """);
  private static final Phrases TIMES =
      Phrases.of(
          """
          {p} has {n} times as many {t} as {q}.
          {p} owns {n} times as many {t} as {q}.
          """,
          """
          {p} hat {n}-mal so viele {t} wie {q}.
          {p} besitzt {n}-mal so viele {t} wie {q}.
          """);
  private static final Phrases HALF =
      Phrases.of(
          """
          {p} has half as many {t} as {q}.
          """,
          """
          {p} hat halb so viele {t} wie {q}.
          """);
  private static final Phrases TOGETHER =
      Phrases.of(
          """
          {p} has as many {t} as {q} and {r} together.
          {p} owns as many {t} as {q} and {r} combined.
          """,
          """
          {p} hat so viele {t} wie {q} und {r} zusammen.
          {p} besitzt genauso viele {t} wie {q} und {r} zusammen.
          """);
  private static final Phrases HOW_MANY =
      Phrases.of(
          """
          How many {t} does {p} have?
          How many {t} has {p}?
          What is the number of {t} that {p} has?
          Find out how many {t} {p} has.
          """,
          """
          Wie viele {t} hat {p}?
          Wieviele {t} hat {p}?
          Wie groß ist die Anzahl der {t}, die {p} hat?
          Finde heraus, wie viele {t} {p} hat.
          """);
  private static final Phrases IN_ALL =
      Phrases.of(
          """
          How many {t} do {p} and {q} have together?
          How many {t} do {p} and {q} have in all?
          How many {t} is that in total for {p} and {q}?
          """,
          """
          Wie viele {t} haben {p} und {q} zusammen?
          Wie viele {t} haben {p} und {q} insgesamt?
          Wie viele {t} sind das insgesamt bei {p} und {q}?
          """);

  private final Draw draw;
  private final Language language;
  private final Story story = new Story();
  private final List<Person> people;
  private final List<Long> counts = new ArrayList<>();
  private final String things;

  GraphStories(Draw draw, Language language) {
    this.draw = draw;
    this.language = language;
    this.people = draw.some(9, Person.ALL);
    this.things = draw.of(Noun.THINGS).plural(language);
  }

  Draft draft(int level) {
    counts.add((long) draw.between(3, level < 3 ? 90 : 40));
    story.tell(START.pick(draw, language, "p", name(0), "n", counts.getFirst(), "t", things));
    boolean total = draw.chance(0.35);
    while (story.steps() < (total ? level - 1 : level)) {
      relate();
    }
    if (total && counts.size() == 1) {
      another();
    }
    if (draw.chance(0.15)) {
      bystander();
    }
    String question =
        total ? total() : HOW_MANY.pick(draw, language, "t", things, "p", name(last()));
    boolean mixed = level > 2 && draw.chance(0.5);
    return story.asked(mixed ? draw.shuffled(story.sentences()) : story.sentences(), question);
  }

  /// A person more, compared with the one before, so that every sum is needed.
  private void relate() {
    int person = counts.size();
    int to = person - 1;
    long base = counts.get(to);
    switch (draw.below(7)) {
      case 0, 1 -> compare(MORE, to, '+', draw.between(2, 50));
      case 2, 3 -> {
        if (base > 5) {
          compare(FEWER, to, '-', draw.between(2, (int) Math.min(60, base - 2)));
        } else {
          compare(MORE, to, '+', draw.between(2, 50));
        }
      }
      case 4 -> compare(base < 130 ? TIMES : MORE, to, base < 130 ? '*' : '+', draw.between(2, 6));
      case 5 -> together(person);
      default -> {
        if (base % 2 == 0 && base > 2) {
          compare(HALF, to, '/', 2);
        } else {
          compare(MORE, to, '+', draw.between(2, 30));
        }
      }
    }
  }

  private void compare(Phrases phrases, int to, char sign, int by) {
    int person = counts.size();
    story.tell(
        phrases.pick(draw, language, "p", name(person), "q", name(to), "n", by, "t", things));
    counts.add(story.sum(name(person) + "=" + name(to) + sign + by, counts.get(to), sign, by));
  }

  private void together(int person) {
    if (person < 2) {
      compare(MORE, 0, '+', draw.between(2, 50));
      return;
    }
    int q = person - 1;
    int r = draw.below(person - 1);
    story.tell(
        TOGETHER.pick(draw, language, "p", name(person), "q", name(q), "r", name(r), "t", things));
    String label = name(person) + "=" + name(q) + "+" + name(r);
    counts.add(story.sum(label, counts.get(q), '+', counts.get(r)));
  }

  private void another() {
    counts.add((long) draw.between(3, 90));
    story.tell(START.pick(draw, language, "p", name(1), "n", counts.get(1), "t", things));
  }

  /// Somebody whose things nobody asks for.
  private void bystander() {
    String name = people.getLast().name();
    story.tell(START.pick(draw, language, "p", name, "n", draw.between(3, 90), "t", things));
  }

  private String total() {
    int other = draw.below(last());
    String label = name(other) + "+" + name(last());
    story.sum(label, counts.get(other), '+', counts.get(last()));
    return IN_ALL.pick(draw, language, "t", things, "p", name(other), "q", name(last()));
  }

  private int last() {
    return counts.size() - 1;
  }

  private String name(int person) {
    return people.get(person).name();
  }
}
