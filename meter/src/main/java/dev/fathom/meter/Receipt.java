package dev.fathom.meter;

import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What an answer, or several, took and cost.
public record Receipt(Effort effort, Tokens tokens, Tariff tariff) {
  public Optional<Money> cost() {
    return tariff.cost(effort);
  }

  public Optional<Carbon> carbon() {
    return tariff.carbon(effort);
  }

  /// As one JSON object. What is not known is not in it, but `energy_source` and `energy_detail`
  /// are always there.
  public String json() {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    effort.energy().joules().ifPresent(j -> put(root, "energy_joules", j.value()));
    root.put("energy_source", effort.energy().source());
    root.put("energy_detail", effort.energy().detail());
    put(root, "cpu_seconds", Quantity.seconds(effort.cpu()));
    put(root, "busy_seconds", Quantity.seconds(effort.busy()));
    put(root, "flops", effort.flops().count());
    put(root, "bytes_read", Math.rint(effort.read().value()));
    effort.limitShare().ifPresent(share -> put(root, "bandwidth_share", share));
    carbon().ifPresent(carbon -> carbon(root, carbon));
    cost().ifPresent(money -> money(root.putObject("cost"), money));
    elsewhere(root.putArray("elsewhere"));
    return root.toString();
  }

  private void carbon(ObjectNode root, Carbon carbon) {
    put(root, "co2_grams", carbon.grams());
    ObjectNode grid = root.putObject("grid");
    grid.put("name", tariff.grid().name());
    put(grid, "grams_per_kwh", tariff.grid().gramsPerKwh());
    grid.put("source", tariff.grid().source());
  }

  /// What the same tokens would have cost.
  private void elsewhere(ArrayNode lists) {
    for (PriceList list : tariff.elsewhere()) {
      ObjectNode node = lists.addObject();
      node.put("name", list.name());
      node.put("date", list.date());
      money(node, list.of(tokens));
    }
  }

  private static void money(ObjectNode node, Money money) {
    put(node, "amount", money.amount());
    node.put("currency", money.currency());
  }

  private static void put(ObjectNode node, String name, double value) {
    node.put(name, Quantity.told(value));
  }
}
