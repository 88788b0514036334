package dev.fathom.plan;

import dev.fathom.meter.Joules;
import dev.fathom.meter.Watts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a site of some power could train or serve in a year, by design, and what becomes of its
/// energy when cheaper answers are asked for more.
///
/// @param power of the whole site
/// @param request the mean request
/// @param elasticity of demand by price
public record CampusPlan(
    Watts power, Site site, Machine machine, Demand.Users request, double elasticity) {
  /// More than all power plants of the world together give.
  private static final double MOST_WATTS = 1e13;

  private static final double STREAM = 20; // tokens/s for a reader
  private static final List<Double> SWEEP = List.of(0.0, 0.25, 0.5, 0.75, 1.0, 1.2, 1.5, 1.75, 2.0);

  public CampusPlan {
    Amount.positive("--power (W)", power.value());
    if (power.value() > MOST_WATTS) {
      throw new IllegalArgumentException(
          "--power %.3g GW is more than all power plants of the world give; say 10GW"
              .formatted(power.value() / 1e9));
    }
    if (nodes(power, site, machine) < 1) {
      throw new IllegalArgumentException(
          "--power %.4g kW is not enough for one node of %s, %.4g kW at a PUE of %s"
              .formatted(
                  power.value() / 1e3, machine.name(), machine.power().value() / 1e3, site.pue()));
    }
  }

  private static double nodes(Watts power, Site site, Machine machine) {
    return Math.floor(power.value() / site.pue() / machine.power().value());
  }

  private double nodes() {
    return nodes(power, site, machine);
  }

  public double devices() {
    return nodes() * machine.devices();
  }

  private static double availability() {
    return Constants.of("campus_availability", Unit.NUMBER);
  }

  /// Device hours of a year at work.
  public DeviceTime year() {
    return DeviceTime.of(devices() * availability(), Span.YEAR);
  }

  private double meanPower() {
    double load = Constants.of("node_load", Unit.NUMBER);
    double idle = Constants.of("idle_share", Unit.NUMBER);
    return nodes()
        * machine.power().value()
        * (availability() * load + (1 - availability()) * idle);
  }

  /// Energy of the machines in a year.
  public Joules machineEnergy() {
    return Span.YEAR.of(new Watts(meanPower()));
  }

  /// What a design makes of the site.
  ///
  /// @param models trained in a year if nothing else were done
  /// @param trainingHours device hours of one
  /// @param answers served in a year if nothing else were done
  /// @param perAnswer energy of one, the site's share in it
  /// @param alone energy of one if nothing were batched
  public record Yield(
      Design design,
      double models,
      DeviceTime trainingHours,
      double answers,
      Joules perAnswer,
      Joules alone) {}

  public List<Yield> yields() {
    return Design.all().stream().map(this::made).toList();
  }

  private Yield made(Design design) {
    DeviceTime one = training(design);
    Weights weights = Weights.of(design.model(), design.precision());
    Fleet fleet = Fleet.smallest(design.model(), weights, Precision.of("bf16"), machine);
    Demand demand = request.day(new TokenRate(stream(fleet)), 1);
    NodeRates rates = fleet.rates(demand);
    double nodeSeconds = nodeSeconds(rates.output().perSecond(), rates);
    double alone = 1 / fleet.decode().step(1, demand.request().context()).seconds();
    double answers = nodes() * availability() * Span.YEAR.seconds() / nodeSeconds;
    return new Yield(
        design,
        year().hours() / one.hours(),
        one,
        answers,
        energy(nodeSeconds),
        energy(nodeSeconds(alone / fleet.decodeNodes(), rates)));
  }

  /// Readers get their speed, or where even a lone one would not, nine tenths of a lone one's.
  private double stream(Fleet fleet) {
    double context = request.tokensIn() + request.tokensOut() / 2;
    return Math.min(STREAM, 0.9 / fleet.decode().step(1, context).seconds());
  }

  private double nodeSeconds(double outputRate, NodeRates rates) {
    return request.tokensIn() / rates.input().perSecond() + request.tokensOut() / outputRate;
  }

  private Joules energy(double nodeSeconds) {
    double load = Constants.of("node_load", Unit.NUMBER);
    return site.whole(new Joules(nodeSeconds * machine.power().value() * load));
  }

  private DeviceTime training(Design design) {
    TokenCount tokens = new TokenCount(Constants.of("campus_training_tokens", Unit.TOKENS));
    Recipe recipe =
        new Recipe(design.name(), machine.name(), 1, design.utilisation(), 4096, List.of())
            .withTokens(tokens, 4096);
    return new TrainPlan(design.model(), recipe, machine, site, 1).time();
  }

  public Report report() {
    Joules whole = site.whole(machineEnergy());
    Joules generation = site.generation();
    Report.Writer writer = new Report.Writer("campus");
    writer
        .put("site", site.name())
        .put("machine", machine.name())
        .put("power_mw", power.value() / 1e6)
        .put("nodes", nodes())
        .put("gpus", devices())
        .put("gpu_hours", year().hours())
        .put("energy_mwh", whole.kilowattHours() / 1000)
        .put("energy_twh", whole.kilowattHours() / 1e9)
        .put("co2_tonnes", site.carbon(whole).grams() / 1e6)
        .put("water_cubic_metres", site.water(machineEnergy()).litres() / 1000)
        .put("electricity_usd", site.price(whole).amount());
    if (generation != null) {
      writer.put("grid_share_percent", 100 * whole.value() / generation.value());
    }
    List<Yield> yields = yields();
    designs(writer, yields);
    jevons(writer, yields.getFirst(), yields.getLast());
    return writer.note("campus.designs").note("campus.jevons").done();
  }

  private void designs(Report.Writer writer, List<Yield> yields) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<Report.Point> energy = new ArrayList<>();
    for (Yield yield : yields) {
      double each = yield.perAnswer().kilowattHours() * 1000;
      double alone = yield.alone().kilowattHours() * 1000;
      rows.add(
          List.of(
              yield.design().name(),
              yield.models(),
              yield.trainingHours().on(devices()).days(),
              yield.answers(),
              yield.answers() * request.tokensOut(),
              each,
              alone,
              site.water(new Joules(yield.perAnswer().value() / site.pue())).litres() * 1000));
      energy.add(new Report.Point(yield.design().name(), energy.size(), each));
    }
    writer.rows(
        "designs",
        List.of(
            "design",
            "models_per_year",
            "days_per_model",
            "answers_per_year",
            "output_tokens_per_year",
            "wh_per_answer",
            "wh_per_answer_unbatched",
            "water_ml_per_answer"),
        rows);
    writer.chart(
        new Report.Chart("designs", true, false, "design", "wh_per_answer", series("", energy)));
  }

  private static List<Report.Series> series(String name, List<Report.Point> points) {
    return List.of(new Report.Series(name, points));
  }

  /// From the first design to the last: energy and price of an answer both follow its node time.
  private void jevons(Report.Writer writer, Yield before, Yield after) {
    double ratio = after.perAnswer().value() / before.perAnswer().value();
    Jevons asked = new Jevons(ratio, ratio, elasticity);
    writer
        .section("jevons")
        .put("energy_ratio", ratio)
        .put("elasticity", elasticity)
        .put("demand_ratio", asked.demand())
        .put("total_energy_ratio", asked.total())
        .put("rebound_percent", 100 * asked.rebound());
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<Report.Point> line = new ArrayList<>();
    for (double each : SWEEP) {
      Jevons one = new Jevons(ratio, ratio, each);
      rows.add(List.of(each, one.demand(), one.total()));
      line.add(new Report.Point("", each, one.total()));
    }
    writer.rows("jevons_sweep", List.of("elasticity", "demand_ratio", "total_energy_ratio"), rows);
    writer.chart(
        new Report.Chart(
            "jevons_sweep", false, true, "elasticity", "total_energy_ratio", series("", line)));
  }
}
