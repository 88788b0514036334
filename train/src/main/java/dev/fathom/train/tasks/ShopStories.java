package dev.fathom.train.tasks;

import java.util.List;

/// Stories of buying: what things cost, how much that is, what comes back.
final class ShopStories {
  private static final Phrases BUYS =
      Phrases.of(
          """
          {p} buys {n} {t} for {m} euros each.
          {p} buys {n} {t} at {m} euros each.
          {p} buys {n} {t}; {o} costs {m} euros.
          """,
          """
          {p} kauft {n} {t} für je {m} Euro.
          {p} kauft {n} {t} zu je {m} Euro.
          {p} kauft {n} {t}; {o} kostet {m} Euro.
          """);
  private static final Phrases ALSO =
      Phrases.of(
          """
          {S} also buys {n} {t} for {m} euros each.
          {S} takes {n} {t} at {m} euros each, too.
          """,
          """
          {S} kauft auch {n} {t} für je {m} Euro.
          {S} nimmt außerdem {n} {t} zu je {m} Euro.
          """);
  private static final Phrases EXTRA =
      Phrases.of(
          """
          {S} also pays {m} euros for {o}.
          The trip home costs {m} euros more.
          """,
          """
          Dazu kommen noch {m} Euro für die Verpackung.
          Die Fahrt nach Hause kostet weitere {m} Euro.
          """);
  private static final Phrases PAYS =
      Phrases.of(
          """
          How many euros does {p} pay?
          How much does {p} pay in euros?
          How many euros does that cost?
          How much does it cost in euros?
          """,
          """
          Wie viel Euro bezahlt {p}?
          Wie viel muss {p} in Euro bezahlen?
          Wie viel Euro kostet das?
          Was kostet das in Euro?
          """);
  private static final Phrases CHANGE =
      Phrases.of(
          """
          {S} pays with {n} euros. How many euros does {s} get back?
          {S} had {n} euros. How many euros are left?
          {S} gives {n} euros. How much change in euros does {s} get?
          """,
          """
          {S} bezahlt mit {n} Euro. Wie viel Euro bekommt {s} zurück?
          {S} hatte {n} Euro. Wie viel Euro bleiben übrig?
          {S} gibt {n} Euro. Wie viel Rückgeld in Euro bekommt {s}?
          """);

  private final Draw draw;
  private final Language language;
  private final Story story = new Story();
  private final Person person;
  private final List<Noun> things;
  private int bought;

  ShopStories(Draw draw, Language language) {
    this.draw = draw;
    this.language = language;
    this.person = draw.of(Person.ALL);
    this.things = draw.some(4, Noun.THINGS);
  }

  Draft draft(int level) {
    boolean change = level > 1 && draw.chance(0.5);
    int sums = change ? level - 1 : level;
    long total = bought(BUYS);
    while (story.steps() < sums) {
      boolean pair = sums - story.steps() > 1 && bought < things.size();
      total = pair ? story.sum(total, '+', bought(ALSO)) : extra(total);
    }
    if (change) {
      long money = (total / 10 + draw.between(1, 5)) * 10;
      story.sum(money, '-', total);
      return story.asked(said(CHANGE, money, 0));
    }
    return story.asked(said(PAYS, 0, 0));
  }

  private long bought(Phrases phrases) {
    int count = draw.between(2, 12);
    int price = draw.between(2, 20);
    story.tell(said(phrases, count, price));
    bought++;
    return story.sum(count, '*', price);
  }

  private long extra(long total) {
    int price = draw.between(2, 30);
    story.tell(said(EXTRA, 0, price));
    return story.sum(total, '+', price);
  }

  private String said(Phrases phrases, long count, int price) {
    Noun thing = things.get(Math.min(bought, things.size() - 1));
    return phrases.pick(
        draw,
        language,
        "p",
        person.name(),
        "S",
        person.opening(language),
        "s",
        person.subject(language),
        "n",
        count,
        "m",
        price,
        "t",
        thing.plural(language),
        "o",
        thing.one(language));
  }
}
