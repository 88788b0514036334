package dev.fathom.plan;

import dev.fathom.meter.Joules;
import dev.fathom.meter.Money;
import dev.fathom.meter.PriceList;
import dev.fathom.meter.Watts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What serving takes: nodes for prompts and for answers, their money, energy, CO2 and water.
///
/// @param name of the scenario, or null
/// @param rates that nodes are counted by
/// @param load mean power over the node's most
public record ServePlan(
    @Nullable String name, Fleet fleet, Demand demand, NodeRates rates, Site site, double load) {
  public ServePlan {
    Amount.positive("the load", Amount.share("the load", load));
  }

  /// Nodes for prompts, in the mean of the time.
  public double prefillNodes() {
    return demand.inputRate().perSecond() / rates.input().perSecond();
  }

  /// Nodes for answers, in the mean of the time.
  public double decodeNodes() {
    return demand.outputRate().perSecond() / rates.output().perSecond();
  }

  public double nodes() {
    return Amount.require("the number of nodes", prefillNodes() + decodeNodes());
  }

  /// Nodes in the busiest hour.
  public double peakNodes() {
    return nodes() * demand.peakToMean();
  }

  /// Whole units for the busiest hour.
  public double installedNodes() {
    double prefill = Math.ceil(prefillNodes() * demand.peakToMean() / fleet.prefillNodes());
    double decode = Math.ceil(decodeNodes() * demand.peakToMean() / fleet.decodeNodes());
    return prefill * fleet.prefillNodes() + decode * fleet.decodeNodes();
  }

  public DeviceTime time() {
    return DeviceTime.of(nodes() * fleet.machine().devices(), demand.time());
  }

  public Money money() {
    return time().cost(fleet.machine().perDeviceHour());
  }

  /// Energy of the machines that `nodes` of them take.
  private Joules machineEnergy(double nodes) {
    return demand.time().of(new Watts(nodes * fleet.machine().power().value() * load));
  }

  public Joules prefillEnergy() {
    return site.whole(machineEnergy(prefillNodes()));
  }

  public Joules decodeEnergy() {
    return site.whole(machineEnergy(decodeNodes()));
  }

  public Joules energy() {
    return prefillEnergy().plus(decodeEnergy());
  }

  /// What the tokens bring at the model's own price list; null where there is none.
  public @Nullable Money revenue() {
    String list = ModelLibrary.priceList(fleet.model().name());
    return PriceList.builtIn().stream()
        .filter(prices -> prices.name().equals(list))
        .findFirst()
        .map(prices -> prices.of(demand.priced()))
        .orElse(null);
  }

  private @Nullable Double published(String key) {
    return name == null ? null : Published.find(name, key);
  }

  public Report report() {
    Report.Writer writer = new Report.Writer("serve");
    writer
        .put("model", fleet.model().name())
        .put("machine", fleet.machine().name())
        .put("site", site.name());
    if (name != null) {
      writer.put("scenario", name);
    }
    writer
        .beside("nodes", nodes(), published("nodes"))
        .put("prefill_nodes", prefillNodes())
        .put("decode_nodes", decodeNodes())
        .beside("peak_nodes", peakNodes(), published("peak_nodes"))
        .put("installed_nodes", installedNodes())
        .put("gpu_hours", time().hours())
        .beside("usd", money().amount(), published("usd"));
    revenue(writer);
    energy(writer);
    tokens(writer);
    units(writer);
    energyChart(writer);
    return writer.note(name == null ? "serve.modelled" : "serve.published").done();
  }

  private void revenue(Report.Writer writer) {
    Money revenue = revenue();
    if (revenue != null) {
      double margin = 100 * (revenue.amount() - money().amount()) / money().amount();
      writer
          .beside("revenue_usd", revenue.amount(), published("revenue_usd"))
          .beside("margin_percent", margin, published("margin_percent"));
    }
    double output = demand.output().count() / 1e6;
    writer.put("usd_per_million_output_tokens", money().amount() / output);
  }

  private void energy(Report.Writer writer) {
    Joules whole = energy();
    Joules machines = machineEnergy(nodes());
    writer
        .put("hours", demand.time().hours())
        .put("power_mw", whole.value() / demand.time().seconds() / 1e6)
        .put("energy_mwh", whole.kilowattHours() / 1000)
        .put("prefill_energy_mwh", prefillEnergy().kilowattHours() / 1000)
        .put("decode_energy_mwh", decodeEnergy().kilowattHours() / 1000)
        .put("wh_per_million_input_tokens", perMillion(prefillEnergy(), demand.input()))
        .put("wh_per_million_output_tokens", perMillion(decodeEnergy(), demand.output()))
        .put("all_in_wh_per_million_output_tokens", perMillion(whole, demand.output()))
        .put("co2_tonnes", site.carbon(whole).grams() / 1e6)
        .put("water_cubic_metres", site.water(machines).litres() / 1000)
        .put("electricity_usd", site.price(whole).amount())
        .put("pue", site.pue());
  }

  private static double perMillion(Joules energy, TokenCount tokens) {
    return energy.kilowattHours() * 1000 / (tokens.count() / 1e6);
  }

  private void tokens(Report.Writer writer) {
    writer
        .section("demand")
        .put("input_tokens", demand.input().count())
        .put("cached_tokens", demand.cached().count())
        .put("output_tokens", demand.output().count())
        .put("mean_context_tokens", demand.request().context())
        .put("tokens_per_second", demand.outputRate().perSecond());
  }

  private void units(Report.Writer writer) {
    NodeRates modelled = fleet.rates(demand);
    Demand.Request request = demand.request();
    double batch = fleet.batch(request);
    writer
        .section("units")
        .put("prefill_unit_nodes", fleet.prefillNodes())
        .put("decode_unit_nodes", fleet.decodeNodes())
        .put("input_tokens_per_second_per_node", rates.input().perSecond())
        .put("modelled_input_tokens_per_second_per_node", modelled.input().perSecond())
        .put("output_tokens_per_second_per_node", rates.output().perSecond())
        .put("modelled_output_tokens_per_second_per_node", modelled.output().perSecond())
        .put("weights_gb_per_device", fleet.decode().weightsPerDevice().value() / 1e9)
        .put("cache_bytes_per_token", bytesPerToken())
        .put("batch_per_device", batch / fleet.decode().devices())
        .put("step_ms", fleet.decode().step(batch, request.context()).seconds() * 1000)
        .put("stream_tokens_per_second", request.stream().perSecond());
  }

  private double bytesPerToken() {
    return fleet.model().cachePerToken(fleet.decode().cache()).value();
  }

  private void energyChart(Report.Writer writer) {
    double whole = energy().kilowattHours() / 1000;
    double machines = whole / site.pue();
    double prefill = prefillEnergy().kilowattHours() / 1000 / site.pue();
    List<Report.Point> bars =
        List.of(
            new Report.Point("prefill", 0, prefill),
            new Report.Point("decode", 1, machines - prefill),
            new Report.Point("site", 2, whole - machines));
    writer.chart(
        new Report.Chart(
            "energy", true, false, "part", "energy_mwh", List.of(new Report.Series("", bars))));
  }
}
