package dev.fathom.server;

import dev.fathom.meter.Carbon;
import dev.fathom.meter.Energy;
import dev.fathom.meter.Receipt;
import dev.fathom.meter.Tokens;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a key has used on a day.
///
/// @param answers complete ones
/// @param aborted answers that were not: what they took is in the other figures all the same
/// @param embeddings vectors
/// @param joules by the source of the figure
/// @param costs by currency: tariffs may change
record DayUse(
    long answers,
    long aborted,
    long embeddings,
    Tokens tokens,
    Map<String, Double> joules,
    double cpuSeconds,
    double co2Grams,
    Map<String, Double> costs) {
  static DayUse of(Receipt receipt, Outcome outcome) {
    Energy energy = receipt.effort().energy();
    Map<String, Double> joules =
        energy.joules().map(j -> Map.of(energy.source(), j.value())).orElse(Map.of());
    Map<String, Double> costs =
        receipt.cost().map(money -> Map.of(money.currency(), money.amount())).orElse(Map.of());
    double cpu = receipt.effort().cpu().toNanos() / 1e9;
    double grams = receipt.carbon().map(Carbon::grams).orElse(0.0);
    return new DayUse(
        outcome == Outcome.COMPLETE ? 1 : 0,
        outcome == Outcome.ABORTED ? 1 : 0,
        outcome == Outcome.EMBEDDING ? 1 : 0,
        receipt.tokens(),
        joules,
        cpu,
        grams,
        costs);
  }

  /// As {@link #json} wrote it.
  static DayUse of(JsonNode node) {
    Tokens tokens =
        new Tokens(
            node.path("prompt_tokens").asLong(0),
            node.path("cached_tokens").asLong(0),
            node.path("completion_tokens").asLong(0));
    return new DayUse(
        node.path("answers").asLong(0),
        node.path("aborted").asLong(0),
        node.path("embeddings").asLong(0),
        tokens,
        numbers(node.path("energy_joules")),
        node.path("cpu_seconds").asDouble(0),
        node.path("co2_grams").asDouble(0),
        numbers(node.path("cost")));
  }

  private static Map<String, Double> numbers(JsonNode node) {
    Map<String, Double> numbers = new TreeMap<>();
    node.propertyStream()
        .forEach(field -> numbers.put(field.getKey(), field.getValue().asDouble(0)));
    return numbers;
  }

  DayUse plus(DayUse other) {
    return new DayUse(
        answers + other.answers,
        aborted + other.aborted,
        embeddings + other.embeddings,
        tokens.plus(other.tokens),
        sum(joules, other.joules),
        cpuSeconds + other.cpuSeconds,
        co2Grams + other.co2Grams,
        sum(costs, other.costs));
  }

  private static Map<String, Double> sum(Map<String, Double> one, Map<String, Double> other) {
    Map<String, Double> sum = new TreeMap<>(one);
    other.forEach((name, value) -> sum.merge(name, value, Double::sum));
    return sum;
  }

  ObjectNode json() {
    ObjectNode node = Json.object();
    node.put("answers", answers);
    node.put("aborted", aborted);
    node.put("embeddings", embeddings);
    node.put("prompt_tokens", tokens.prompt());
    node.put("cached_tokens", tokens.cached());
    node.put("completion_tokens", tokens.completion());
    ObjectNode energy = node.putObject("energy_joules");
    joules.forEach(energy::put);
    node.put("cpu_seconds", cpuSeconds);
    node.put("co2_grams", co2Grams);
    ObjectNode cost = node.putObject("cost");
    costs.forEach(cost::put);
    return node;
  }
}
