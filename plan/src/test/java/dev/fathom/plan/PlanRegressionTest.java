package dev.fathom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.meter.Flops;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Published figures beside ours; the table is printed.
class PlanRegressionTest {
  private static final StringBuilder TABLE = new StringBuilder();

  private static void check(String what, double published, double ours, double percent) {
    TABLE.append(
        "%-58s %15.6g %15.6g %+7.2f %%%n"
            .formatted(what, published, ours, 100 * (ours / published - 1)));
    assertThat(ours).as(what).isCloseTo(published, within(Math.abs(published) * percent / 100));
  }

  @AfterAll
  static void show() {
    System.out.printf("%-58s %15s %15s%n%s", "figure", "published", "ours", TABLE);
  }

  static TrainPlan train(String name) {
    Recipe recipe = Recipe.find(name).orElseThrow();
    ModelShape model = ModelLibrary.of(name);
    return new TrainPlan(model, recipe, Machine.of(recipe.machine()), Site.usual(), 0.7);
  }

  static ServePlan serve(String name, Site site, double load) {
    Scenario scenario = Scenario.of(name);
    ModelShape model = ModelLibrary.of(scenario.model());
    Weights weights = Weights.of(model, Precision.of("fp8"));
    Roofline any =
        new Roofline(model, weights, Precision.of("bf16"), Machine.of(scenario.machine()), 1);
    Fleet fleet = Fleet.of(any, scenario.prefillNodes(), scenario.decodeNodes());
    return new ServePlan(name, fleet, scenario.demand(), scenario.rates(), site, load);
  }

  @Test
  void countsParametersAsPublished() {
    parameters("deepseek-v2-lite", 15_706_484_224., 2_661_150_208., 2_451_435_008., 31_104);
    parameters("deepseek-v2", 235_741_434_880., 21_375_800_320., 20_851_512_320., 69_120);
    parameters("deepseek-v3", 671_026_419_200., 37_552_297_472., 36_625_618_432., 70_272);
    parameters("deepseek-r1", 671_026_419_200., 37_552_297_472., 36_625_618_432., 70_272);
    dense("qwen2.5-0.5b", 0.494032768e9, 12_288);
    dense("qwen2.5-1.5b", 1.543714304e9, 28_672);
    dense("qwen2.5-3b", 3.085938688e9, 36_864);
    dense("qwen2.5-7b", 7.615616512e9, 57_344);
    dense("qwen2.5-14b", 14.770033664e9, 196_608);
    dense("qwen2.5-32b", 32.763876352e9, 262_144);
    dense("qwen2.5-72b", 72.706203648e9, 327_680);
    dense("llama-3.1-8b", 8.030261248e9, 131_072);
    dense("llama-3.1-70b", 70.553706496e9, 327_680);
    dense("llama-3.1-405b", 405.8533888e9, 516_096);
    dense("deepseek-r1-distill-qwen-1.5b", 1.777e9, 28_672);
  }

  private static void parameters(
      String name, double total, double active, double matrices, double cache) {
    Parameters of = ModelLibrary.of(name).parameters();
    dense(name, total, cache);
    check(name + " active parameters", active, of.active(), 1e-9);
    check(name + " active without embedding", matrices, of.matrices(), 1e-9);
  }

  private static void dense(String name, double total, double cache) {
    ModelShape model = ModelLibrary.of(name);
    double percent = name.contains("distill") ? 0.1 : 1e-7;
    check(name + " parameters", total, model.parameters().total(), percent);
    double bytes = model.cachePerToken(Precision.of("bf16")).value();
    check(name + " cache bytes/token", cache, bytes, 1e-9);
  }

  @Test
  void countsTrainingFlopsForATokenAsInsightsIntoDeepSeekDoes() {
    check("V3 training GFLOP/token at 4096", 250e9, flops("deepseek-v3"), 3);
    check("405B training GFLOP/token at 4096", 2448e9, flops("llama-3.1-405b"), 3);
    check("V2 training GFLOP/token at 4096", 155e9, flops("deepseek-v2"), 3);
  }

  private static double flops(String name) {
    return ModelLibrary.of(name).training(4096).count();
  }

  @Test
  void trainsV3ForItsPublishedHoursAndMoney() {
    TrainPlan v3 = train("deepseek-v3");
    double pre = v3.stages().getFirst().time().hours();
    check(
        "V3 6ND FLOPs",
        3.2856e24,
        6 * v3.active() * v3.recipe().stages().getFirst().tokens().count(),
        0.01);
    check("V3 pre-training H800 hours", 2_664_000, pre, 3);
    check("V3 H800 hours", 2_788_000, v3.time().hours(), 3);
    check("V3 USD", 5_576_000, v3.money().amount(), 3);
    check("V3 days for 1 T tokens on 2048", 3.7, pre / 14.8 / 2048 / 24, 3);
    check("V3 tokens/s/GPU", 1543, 14.8e12 / (pre * 3600), 3);
    check("V3 GWh, 1275 W x 0.7 x 1.2", 2.99, v3.energy().kilowattHours() / 1e6, 3);
    check("V3 GWh, 1275 W, PUE 1", 3.55, gigawattHours(v3, 1, 1), 3);
    check("V3 GWh, 1275 W, PUE 1.25", 4.44, gigawattHours(v3, 1, 1.25), 3);
    check("V3 GWh, GPUs alone at 700 W", 1.95, v3.time().hours() * 700 / 1e9, 3);
  }

  private static double gigawattHours(TrainPlan plan, double load, double pue) {
    Site site = Site.usual().withPue(pue);
    return new TrainPlan(plan.model(), plan.recipe(), plan.machine(), site, load)
            .energy()
            .kilowattHours()
        / 1e6;
  }

  @Test
  void costsR1sStagesAsPublished() {
    TrainPlan r1 = train("deepseek-r1");
    check("R1-Zero H800 hours", 101_000, r1.stages().get(0).time().hours(), 3);
    check("R1-Zero USD", 202_000, r1.stages().get(0).money().amount(), 3);
    check("R1 SFT data USD", 10_000, r1.stages().get(1).money().amount(), 3);
    check("R1 H800 hours", 41_000, r1.stages().get(2).time().hours(), 3);
    check("R1 USD", 82_000, r1.stages().get(2).money().amount(), 3);
    check("R1 in all, H800 hours", 147_000, r1.time().hours(), 3);
    check("R1 in all, USD", 294_000, r1.money().amount(), 3);
  }

  @Test
  void trainsOthersForTheirPublishedHours() {
    check("V2 H800 hours", 172_800 * 8.1, train("deepseek-v2").time().hours(), 3);
    TrainPlan llama = train("llama-3.1-405b");
    check("Llama 405B FLOPs", 3.79e25, llama.simple().count(), 3);
    check("Llama 405B H100 hours", 30.84e6, llama.time().hours(), 3);
    check("Llama 405B GWh at 700 W", 21.59, llama.time().hours() * 700 / 1e9, 3);
  }

  @Test
  void findsTheScalingLawsOptima() {
    ScalingLaw refit = ScalingLaw.of("besiroglu");
    check("refit N at 5.76e23", 72.2e9, refit.best(new Flops(5.76e23)).parameters(), 1);
    check("refit D at 5.76e23", 1.33e12, refit.best(new Flops(5.76e23)).tokens().count(), 1);
    check("refit N at 3.3e24", 177e9, refit.best(new Flops(3.3e24)).parameters(), 1);
    check("refit D at 3.3e24", 3.1e12, refit.best(new Flops(3.3e24)).tokens().count(), 1);
    ScalingLaw rounded = ScalingLaw.of("hoffmann");
    check("rounded N at 5.76e23", 32e9, rounded.best(new Flops(5.76e23)).parameters(), 2);
    check("rounded D at 5.76e23", 2.98e12, rounded.best(new Flops(5.76e23)).tokens().count(), 2);
  }

  @Test
  void servesDeepSeeksDay() {
    ServePlan day = serve("deepseek-2025-02-27", Site.usual(), 0.7);
    Report report = day.report();
    check("day 6 prefill nodes", 95.5, day.prefillNodes(), 1);
    check("day 6 decode nodes", 131.4, day.decodeNodes(), 1);
    check("day 6 nodes", 226.75, day.nodes(), 3);
    check("day 6 peak nodes", 278, day.peakNodes(), 3);
    check("day 6 USD", 87_072, day.money().amount(), 3);
    check("day 6 revenue USD", 562_027, report.number("", "revenue_usd"), 3);
    check("day 6 margin %", 545, report.number("", "margin_percent"), 3);
  }

  @Test
  void takesTheEnergyOfDeepSeeksDay() {
    ServePlan least = serve("deepseek-2025-02-27", Site.usual().withPue(1), 0.7);
    ServePlan most = serve("deepseek-2025-02-27", Site.usual().withPue(1.2), 1);
    energy("day 6 MWh", 39, 67, least, most, "energy_mwh");
    String output = "wh_per_million_output_tokens";
    energy("day 6 Wh/M output, decode", 134, 230, least, most, output);
    energy("day 6 Wh/M input", 27, 46, least, most, "wh_per_million_input_tokens");
    energy("day 6 Wh/M output, all in", 231, 396, least, most, "all_in_" + output);
  }

  private static void energy(
      String what, double from, double to, ServePlan least, ServePlan most, String key) {
    check(what + ", least", from, least.report().number("", key), 3);
    check(what + ", most", to, most.report().number("", key), 3);
  }

  @Test
  void modelsTheNodesThatItWasCalibratedOn() {
    ServePlan day = serve("deepseek-2025-02-27", Site.usual(), 0.7);
    NodeRates modelled = day.fleet().rates(day.demand());
    check("modelled H800 node, input tokens/s", 73_700, modelled.input().perSecond(), 10);
    check("modelled H800 node, output tokens/s", 14_800, modelled.output().perSecond(), 10);
  }
}
