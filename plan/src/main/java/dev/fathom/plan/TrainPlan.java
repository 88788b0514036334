package dev.fathom.plan;

import dev.fathom.meter.Flops;
import dev.fathom.meter.Joules;
import dev.fathom.meter.Money;
import dev.fathom.meter.Watts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What training takes. Every stage runs at the same share of the machine's peak, attention
/// counted: `D (6 N + attention(context)) / (peak * share)`.
///
/// @param load mean power over the node's most
public record TrainPlan(ModelShape model, Recipe recipe, Machine machine, Site site, double load) {
  private static final double PER_TOKEN = 6;

  /// One stage's work.
  public record StageCost(String name, Flops flops, DeviceTime time, Money money) {}

  public TrainPlan {
    Amount.positive("the load", Amount.share("the load", load));
    if (recipe.stages().isEmpty()) {
      throw new IllegalArgumentException(
          recipe.name() + ": there is nothing to train; say --tokens");
    }
  }

  /// N of `6 N D`: as the makers tell it, else counted without the input embedding.
  public double active() {
    return ModelLibrary.publishedActive(model.name(), model.parameters().matrices());
  }

  /// FLOPs of `6 N D` for all stages that are computed.
  public Flops simple() {
    return recipe.stages().stream()
        .map(stage -> new Flops(PER_TOKEN * active() * stage.tokens().count()))
        .reduce(Flops.ZERO, Flops::plus);
  }

  public List<StageCost> stages() {
    return recipe.stages().stream().map(this::cost).toList();
  }

  private StageCost cost(Recipe.Stage stage) {
    DeviceTime told = stage.told();
    Flops flops = new Flops(stage.tokens().count() * perToken(stage.context()));
    DeviceTime time =
        told == null
            ? new DeviceTime(machine.device().wide().times(share()).time(flops).hours())
            : told;
    return new StageCost(stage.name(), flops, time, time.cost(machine.perDeviceHour()));
  }

  private double perToken(double context) {
    double linear = PER_TOKEN * active();
    return linear + model.training(context).count() - model.training(0).count();
  }

  /// The share of the peak with attention counted.
  public double share() {
    double share = recipe.utilisation() * perToken(recipe.context()) / (PER_TOKEN * active());
    if (share > 1) {
      throw new IllegalArgumentException(
          "the utilisation of %.1f %% would mean %.1f %% of the peak once attention is counted"
              .formatted(100 * recipe.utilisation(), 100 * share));
    }
    return share;
  }

  /// Tokens of all stages that are computed.
  public TokenCount tokens() {
    return recipe.stages().stream()
        .map(Recipe.Stage::tokens)
        .reduce(TokenCount.ZERO, TokenCount::plus);
  }

  public DeviceTime time() {
    return stages().stream().map(StageCost::time).reduce(DeviceTime.ZERO, DeviceTime::plus);
  }

  public Money money() {
    return time().cost(machine.perDeviceHour());
  }

  /// Energy of the machines alone.
  public Joules machineEnergy() {
    return time().energy(new Watts(machine.perDevice().value() * load));
  }

  public Joules energy() {
    return site.whole(machineEnergy());
  }

  /// The report; `dense` says whether the dense model of equal quality stands beside.
  public Report report() {
    String what = recipe.name();
    Joules whole = energy();
    Report.Writer writer = new Report.Writer("train");
    writer
        .put("model", model.name())
        .put("machine", machine.name())
        .put("active_parameters", active())
        .put("flops", stages().stream().mapToDouble(stage -> stage.flops().count()).sum())
        .put("flops_6nd", simple().count())
        .put("utilisation_percent", 100 * recipe.utilisation())
        .beside("gpu_hours", time().hours(), Published.find(what, "gpu_hours"))
        .put("gpus", recipe.devices())
        .put("days", time().on(recipe.devices()).days())
        .beside("usd", money().amount(), Published.find(what, "usd"))
        .put("energy_mwh", whole.kilowattHours() / 1000)
        .put("co2_tonnes", site.carbon(whole).grams() / 1e6)
        .put("water_cubic_metres", site.water(machineEnergy()).litres() / 1000)
        .put("electricity_usd", site.price(whole).amount());
    stageRows(writer, what);
    writer.note("train.share").note("train.told");
    DenseTwin twin = new DenseTwin(model, tokens(), simple());
    if (tokens().count() > 0) {
      twin.write(writer);
    }
    return writer.done();
  }

  private void stageRows(Report.Writer writer, String what) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<Report.Point> bars = new ArrayList<>();
    for (StageCost stage : stages()) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(stage.name());
      row.add(stage.flops().count() == 0 ? null : stage.flops().count()); // hours as told
      row.add(stage.time().hours());
      row.add(Published.find(what + "/" + stage.name(), "gpu_hours"));
      row.add(stage.money().amount());
      rows.add(row);
      bars.add(new Report.Point(stage.name(), bars.size(), stage.time().hours()));
    }
    writer.rows(
        "stages", List.of("stage", "flops", "gpu_hours", "published_gpu_hours", "usd"), rows);
    writer.chart(
        new Report.Chart(
            "stages", true, false, "stage", "gpu_hours", List.of(new Report.Series("", bars))));
  }
}
