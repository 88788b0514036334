package dev.fathom.train.tasks;

/// Stories of one person whose things become more and fewer.
final class EventStories {
  private static final Phrases START =
      Phrases.of(
          """
          {p} has {n} {t}.
          {p} starts with {n} {t}.
          In the morning {p} has {n} {t}.
          At first {p} has {n} {t}.
          """,
          """
          {p} hat {n} {t}.
          {p} beginnt mit {n} {d}.
          Am Morgen hat {p} {n} {t}.
          Zuerst hat {p} {n} {t}.
          """);
  private static final Phrases START_HOLDERS =
      Phrases.of(
          """
          {p} has {n} {h} with {m} {t} in each.
          {p} has {n} {h}. In each there are {m} {t}.
          {p} owns {n} {h} with {m} {t} each.
          """,
          """
          {p} hat {n} {h} mit je {m} {d}.
          {p} hat {n} {h}. In jedem Behälter sind {m} {t}.
          {p} besitzt {n} {h} mit jeweils {m} {d}.
          """);
  private static final Phrases GAIN =
      Phrases.of(
          """
          {S} buys {n} more {t}.
          {S} finds {n} {t}.
          Then {s} gets {n} {t} from {q}.
          {q} gives {o} {n} {t}.
          {S} is given {n} more.
          """,
          """
          {S} kauft noch {n} {t}.
          {S} findet {n} {t}.
          Dann bekommt {s} {n} {t} von {q}.
          {q} gibt {o} {n} {t}.
          {S} bekommt {n} weitere dazu.
          """);
  private static final Phrases LOSS =
      Phrases.of(
          """
          {S} loses {n} {t}.
          {S} gives {n} {t} to {q}.
          Then {s} sells {n} {t}.
          {S} gives away {n} {t}.
          {S} gives {n} of them to {q}.
          """,
          """
          {S} verliert {n} {t}.
          {S} gibt {q} {n} {t}.
          Dann verkauft {s} {n} {t}.
          {S} verschenkt {n} {t}.
          {S} gibt {n} davon an {q} ab.
          """);
  private static final Phrases GAIN_HOLDERS =
      Phrases.of(
          """
          {S} buys {n} {h} with {m} {t} each.
          Then {s} gets {n} {h} with {m} {t} in each.
          """,
          """
          {S} kauft {n} {h} mit je {m} {d}.
          Dann bekommt {s} {n} {h} mit jeweils {m} {d}.
          """);
  private static final Phrases NOW =
      Phrases.of(
          """
          How many {t} does {p} have now?
          How many {t} does {s} have in the end?
          How many {t} are there now?
          How many {t} does {p} have?
          """,
          """
          Wie viele {t} hat {p} jetzt?
          Wie viele {t} hat {s} am Ende?
          Wie viele {t} sind es jetzt?
          Wie viele {t} hat {p}?
          """);
  private static final Phrases SHARE =
      Phrases.of(
          """
          {S} shares all {t} equally among {n} {c}. How many {t} does {e} get?
          {S} divides them equally among {n} {c}. How many does {e} get?
          """,
          """
          {S} verteilt alle {t} gleichmäßig an {n} {c}. Wie viele {t} bekommt {e}?
          {S} teilt sie gleichmäßig auf {n} {c} auf. Wie viele bekommt {e}?
          """);

  private final Draw draw;
  private final Language language;
  private final Story story = new Story();
  private final Person person;
  private final Person other;
  private final Noun thing;

  EventStories(Draw draw, Language language) {
    this.draw = draw;
    this.language = language;
    var two = draw.some(2, Person.ALL);
    this.person = two.get(0);
    this.other = two.get(1);
    this.thing = draw.of(Noun.THINGS);
  }

  Draft draft(int level) {
    long count = begun(level);
    boolean shared = draw.chance(0.2) && level > story.steps();
    while (story.steps() < (shared ? level - 1 : level)) {
      count = changed(count, level - story.steps());
    }
    for (int n = 2; n < 10 && shared; n++) {
      if (count % n == 0 && count > n) {
        return shared(count, n);
      }
    }
    while (story.steps() < level) {
      count = changed(count, 1);
    }
    return story.asked(said(NOW, 0, 0));
  }

  private long begun(int level) {
    if (draw.chance(0.3)) {
      int boxes = draw.between(2, 12);
      int each = draw.between(2, level == 1 ? 30 : 12);
      story.tell(said(START_HOLDERS, boxes, each));
      return story.sum(boxes, '*', each);
    }
    int count = draw.between(4, 99);
    story.tell(said(START, count, 0));
    return count;
  }

  /// @param room sums that may still be needed
  private long changed(long count, int room) {
    if (room > 1 && draw.chance(0.2)) {
      int boxes = draw.between(2, 9);
      int each = draw.between(2, 12);
      story.tell(said(GAIN_HOLDERS, boxes, each));
      return story.sum(count, '+', story.sum(boxes, '*', each));
    }
    boolean loss = count > 4 && draw.chance(0.5);
    int by = loss ? draw.between(2, (int) Math.min(80, count - 1)) : draw.between(2, 60);
    story.tell(said(loss ? LOSS : GAIN, by, 0));
    return story.sum(count, loss ? '-' : '+', by);
  }

  private Draft shared(long count, int among) {
    Noun sharers = draw.of(Noun.SHARERS);
    story.sum(count, '/', among);
    return story.asked(
        SHARE.pick(
            draw,
            language,
            "S",
            person.opening(language),
            "t",
            thing.plural(language),
            "n",
            among,
            "c",
            sharers.plural(language),
            "e",
            sharers.each(language)));
  }

  private String said(Phrases phrases, int count, int each) {
    return phrases.pick(
        draw,
        language,
        "p",
        person.name(),
        "S",
        person.opening(language),
        "s",
        person.subject(language),
        "o",
        person.dative(language),
        "q",
        other.name(),
        "n",
        count,
        "m",
        each,
        "h",
        draw.of(Noun.HOLDERS).plural(language),
        "t",
        thing.plural(language),
        "d",
        language.choose(thing.englishPlural(), thing.germanDative()));
  }
}
