package dev.fathom.plan;

import java.util.List;

/// A published day of a fleet.
///
/// @param rates of its nodes, as told
/// @param prefillNodes of a unit that computes prompts
/// @param decodeNodes of a unit that generates
public record Scenario(
    String name,
    String model,
    String machine,
    Demand demand,
    NodeRates rates,
    int prefillNodes,
    int decodeNodes) {
  public static List<String> names() {
    return FactFile.builtIn("scenarios.json").names();
  }

  public static Scenario of(String name) {
    Fact fact = FactFile.builtIn("scenarios.json").require("scenario", name);
    return new Scenario(
        fact.text("name"),
        fact.text("model"),
        fact.text("machine"),
        demand(fact),
        new NodeRates(
            new TokenRate(fact.positive("prefill_rate", Unit.TOKENS_PER_SECOND)),
            new TokenRate(fact.positive("decode_rate", Unit.TOKENS_PER_SECOND))),
        fact.count("prefill_nodes"),
        fact.count("decode_nodes"));
  }

  private static Demand demand(Fact fact) {
    double input = fact.positive("input", Unit.TOKENS);
    double cached = fact.amount("cached", Unit.TOKENS);
    double context = fact.positive("mean_context", Unit.TOKENS);
    double hit = cached / input;
    TokenRate stream = new TokenRate(fact.positive("stream_rate", Unit.TOKENS_PER_SECOND));
    return new Demand(
        new TokenCount(input),
        new TokenCount(cached),
        new TokenCount(fact.positive("output", Unit.TOKENS)),
        Span.ofHours(fact.positive("hours", Unit.HOURS)),
        new Demand.Request(context * (1 - hit), context * hit, context, stream),
        fact.positive("peak_to_mean", Unit.NUMBER));
  }
}
