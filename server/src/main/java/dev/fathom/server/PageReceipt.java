package dev.fathom.server;

import dev.fathom.meter.Money;
import dev.fathom.meter.PriceList;
import dev.fathom.meter.Receipt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What an answer took and cost, in the bill of the page: see `docs/formats/page-api.md`.
final class PageReceipt {
  private PageReceipt() {}

  /// Adds it to `bill`.
  ///
  /// @param earlier the bill of the part of the answer that was continued; an empty object for none
  static ObjectNode add(ObjectNode bill, Receipt receipt, JsonNode earlier) {
    double cpu = receipt.effort().cpu().toNanos() / 1e9;
    bill.put("cpu_seconds", cpu + earlier.path("cpu_seconds").asDouble(0));
    receipt
        .effort()
        .energy()
        .joules()
        .ifPresent(joules -> energy(bill, joules.value(), receipt, earlier.path("energy")));
    receipt
        .carbon()
        .ifPresent(c -> bill.put("co2_grams", c.grams() + earlier.path("co2_grams").asDouble(0)));
    receipt.cost().ifPresent(cost -> money(bill.putObject("cost"), cost, earlier.path("cost")));
    ArrayNode lists = bill.putArray("elsewhere");
    for (int i = 0; i < receipt.tariff().elsewhere().size(); i++) {
      PriceList list = receipt.tariff().elsewhere().get(i);
      ObjectNode node = lists.addObject().put("name", list.name()).put("date", list.date());
      money(node, list.of(receipt.tokens()), earlier.path("elsewhere").path(i));
    }
    return bill;
  }

  /// An estimate with a measurement is an estimate.
  private static void energy(ObjectNode bill, double joules, Receipt receipt, JsonNode earlier) {
    String source = receipt.effort().energy().source();
    ObjectNode energy = bill.putObject("energy");
    energy.put("joules", joules + earlier.path("joules").asDouble(0));
    boolean same = earlier.path("source").asString(source).equals(source);
    energy.put("source", same ? source : "estimated");
    energy.put("detail", receipt.effort().energy().detail());
  }

  private static void money(ObjectNode node, Money money, JsonNode earlier) {
    boolean same = earlier.path("currency").asString("").equals(money.currency());
    node.put("amount", money.amount() + (same ? earlier.path("amount").asDouble(0) : 0));
    node.put("currency", money.currency());
  }
}
