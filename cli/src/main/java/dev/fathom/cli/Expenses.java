package dev.fathom.cli;

import dev.fathom.meter.Effort;
import dev.fathom.meter.Energy;
import dev.fathom.meter.Grid;
import dev.fathom.meter.PriceList;
import dev.fathom.meter.Receipt;
import dev.fathom.meter.Tariff;
import dev.fathom.meter.Tokens;
import java.util.ArrayList;
import java.util.List;

/// What the answers of a conversation took and cost, in words.
final class Expenses {
  private int answers;
  private Tokens tokens = Tokens.NONE;
  private Effort effort = Effort.NOTHING;

  void add(Reply reply) {
    answers++;
    tokens = tokens.plus(reply.usage().tokens());
    effort = effort.plus(reply.usage().effort());
  }

  /// The end of the line of figures: energy with its source, and money where there is a price.
  static String brief(Receipt receipt, Texts texts) {
    String energy = energy(receipt.effort().energy(), texts);
    String money =
        receipt.cost().map(cost -> ", " + Quantities.money(cost, texts.locale())).orElse("");
    return ", " + energy + money;
  }

  private static String energy(Energy energy, Texts texts) {
    String source = texts.say("energy." + energy.source());
    return energy
        .joules()
        .map(j -> "%s (%s)".formatted(Quantities.metric(j.value(), "J", texts.locale()), source))
        .orElse(source);
  }

  /// All of it, line by line.
  String text(Tariff tariff, Texts texts) {
    Receipt receipt = new Receipt(effort, tokens, tariff);
    List<List<String>> facts = new ArrayList<>();
    add(facts, texts, "answers", answers, tokens.prompt(), tokens.cached(), tokens.completion());
    add(facts, texts, "energy", energy(effort.energy(), texts), effort.energy().detail());
    add(facts, texts, "cpu", seconds(effort.cpu().toNanos()), seconds(effort.busy().toNanos()));
    add(
        facts,
        texts,
        "work",
        Quantities.metric(effort.flops().count(), "FLOP", texts.locale()),
        texts.bytes(Math.round(effort.read().value())));
    effort.limitShare().ifPresent(share -> add(facts, texts, "share", share * 100));
    Grid grid = tariff.grid();
    receipt
        .carbon()
        .ifPresent(
            carbon ->
                add(
                    facts,
                    texts,
                    "carbon",
                    Quantities.metric(carbon.grams(), "g", texts.locale()),
                    grid.gramsPerKwh(),
                    grid.name(),
                    grid.source()));
    receipt
        .cost()
        .ifPresentOrElse(
            cost -> add(facts, texts, "money", Quantities.money(cost, texts.locale())),
            () -> add(facts, texts, "no-money"));
    for (PriceList list : tariff.elsewhere()) {
      String price = Quantities.money(list.of(tokens), texts.locale());
      add(facts, texts, "elsewhere", list.name(), price, list.date());
    }
    return Table.facts(facts);
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  private static void add(List<List<String>> facts, Texts texts, String key, Object... values) {
    facts.add(List.of(texts.say("cost." + key, values).split("\\|", 2)));
  }
}
