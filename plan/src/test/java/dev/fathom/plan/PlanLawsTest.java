package dev.fathom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.meter.Bandwidth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What must hold of every plan, at random inputs whose seed is printed.
class PlanLawsTest {
  private static final List<String> MODELS =
      List.of("deepseek-v3", "deepseek-v2", "llama-3.1-70b", "llama-3.1-405b", "qwen2.5-7b");

  private static Fleet fleet(String name, String machine) {
    ModelShape model = ModelLibrary.of(name);
    Weights weights = Weights.of(model, Precision.of("fp8"));
    return Fleet.smallest(model, weights, Precision.of("bf16"), Machine.of(machine));
  }

  private static ServePlan serve(Fleet fleet, Demand.Users users) {
    Demand demand = users.day(new TokenRate(10), 1.2);
    return new ServePlan(null, fleet, demand, fleet.rates(demand), Site.of("DE"), 0.7);
  }

  @Test
  void moreUsersNeverNeedFewerNodesAndTakeEvenlyMore() {
    long seed = new SplittableRandom().nextLong();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      Fleet fleet = fleet(MODELS.get(random.nextInt(MODELS.size())), "h200");
      double users = Math.exp(random.nextDouble(16));
      double factor = 1 + random.nextDouble(9);
      double in = 1 + random.nextInt(8000);
      double out = 1 + random.nextInt(4000);
      double hit = random.nextDouble();
      ServePlan few = serve(fleet, new Demand.Users(users, 10, in, out, hit));
      ServePlan many = serve(fleet, new Demand.Users(users * factor, 10, in, out, hit));
      assertThat(many.installedNodes()).isGreaterThanOrEqualTo(few.installedNodes());
      assertThat(many.nodes() / few.nodes()).isCloseTo(factor, within(1e-9 * factor));
      assertThat(many.money().amount() / few.money().amount()).isCloseTo(factor, within(1e-6));
      double energy = few.energy().value();
      double parts = few.prefillEnergy().value() + few.decodeEnergy().value();
      assertThat(parts).isCloseTo(energy, within(1e-9 * energy));
    }
  }

  @Test
  void moreCacheHitsNeverNeedMoreNodes() {
    Fleet fleet = fleet("deepseek-v3", "h800");
    double before = Double.POSITIVE_INFINITY;
    for (int percent = 0; percent <= 100; percent += 5) {
      double nodes = serve(fleet, new Demand.Users(1e5, 10, 4000, 400, percent / 100.0)).nodes();
      assertThat(nodes).as(percent + " %").isLessThanOrEqualTo(before * 1.0000001);
      before = nodes;
    }
  }

  @Test
  void fasterMemoryNeverSlowsAndLongerContextsNeverHasten() {
    for (String name : MODELS) {
      ModelShape model = ModelLibrary.of(name);
      Weights weights = Weights.of(model, Precision.of("fp8"));
      double before = Double.POSITIVE_INFINITY;
      for (double gigabytes = 10; gigabytes < 1e5; gigabytes *= 3) {
        Machine machine = Machine.of("h200").withBandwidth(Bandwidth.ofGigabytes(gigabytes));
        Roofline unit = new Roofline(model, weights, Precision.of("bf16"), machine, 8);
        double step = unit.step(64, 4000).seconds();
        assertThat(step).isLessThanOrEqualTo(before);
        assertThat(unit.step(64, 8000).seconds()).isGreaterThan(step);
        assertThat(unit.step(65, 4000).seconds()).isGreaterThanOrEqualTo(step);
        before = step;
      }
    }
  }

  @Test
  void aStepIsItsPartsTogether() {
    Roofline unit = fleet("deepseek-v3", "h800").decode();
    double parts = unit.fixed(300).seconds() + 300 * 2000 * unit.perCachedToken().seconds();
    assertThat(unit.step(300, 2000).seconds()).isCloseTo(parts, within(1e-12));
  }

  @Test
  void trainingIsLinearInTokens() {
    TrainPlan once = PlanRegressionTest.train("deepseek-v2");
    Recipe recipe = once.recipe();
    for (double factor : new double[] {0.5, 2, 10}) {
      Recipe other = recipe.withTokens(new TokenCount(8.1e12 * factor), 4096);
      TrainPlan plan = new TrainPlan(once.model(), other, once.machine(), once.site(), 0.7);
      assertThat(plan.time().hours() / once.time().hours()).isCloseTo(factor, within(1e-9));
      assertThat(plan.energy().value() / once.energy().value()).isCloseTo(factor, within(1e-9));
    }
  }

  @Test
  void theDenseTwinIsAsGoodAndNoCheaperThanTheLawAllows() {
    ModelShape v3 = ModelLibrary.of("deepseek-v3");
    DenseTwin twin =
        new DenseTwin(v3, new TokenCount(14.8e12), new dev.fathom.meter.Flops(3.29e24));
    for (DenseTwin.View view : twin.views()) {
      ScalingLaw law = ScalingLaw.of(view.law());
      assertThat(law.loss(view.best())).isCloseTo(view.loss(), within(1e-6));
      assertThat(view.best().flops().count()).isLessThanOrEqualTo(view.same().flops().count());
      assertThat(law.loss(view.budget())).isGreaterThan(view.loss());
    }
  }

  @Test
  void predictsTheMeasuredSpeedsOfThisKindOfMachine() {
    // docs/LOG.md, 2026-11-22, each at the reading of its own minute; 25 % asked for
    speed("qwen2.5-1.5b", "q4_k_m", 32.8, 28.5, 406, 512);
    speed("qwen2.5-1.5b", "q8_0", 30.1, 17.4, 337, 512);
    speed("deepseek-v2-lite", "q4_k", 34.6, 17.3, 178, 256);
    speed("deepseek-v2-lite", "q4_k", 42.5, 16.8, 172, 256);
  }

  private static void speed(
      String name, String precision, double reading, double decode, double prefill, int prompt) {
    ModelShape model = ModelLibrary.of(name);
    Machine machine = Machine.of("zen5-2core").withBandwidth(Bandwidth.ofGigabytes(reading));
    Weights weights = Weights.of(model, Precision.of(precision));
    RunPlan plan =
        new RunPlan(model, weights, Precision.of("f16"), machine, new RunPlan.Use(4096, 1, prompt));
    double generated = plan.decode(1, 64).perSecond();
    double read = plan.prefill().perSecond();
    System.out.printf(
        "%-18s %-7s tg %6.1f measured %6.1f   pp%d %6.1f measured %6.1f%n",
        name, precision, generated, decode, prompt, read, prefill);
    assertThat(generated).isCloseTo(decode, within(0.25 * decode));
    assertThat(read).isCloseTo(prefill, within(0.25 * prefill));
  }

  @Test
  void refusesImpossibleMachinesAndNamesTheInput(@TempDir Path folder) throws Exception {
    String good =
        """
        kind = "gpu"
        rate_16bit = "100 TFLOP/s"
        memory = "80 GB"
        bandwidth = "2 TB/s"
        device_power = "500 W"
        devices = 8
        node_power = "6 kW"
        """;
    Path file = Files.writeString(folder.resolve("m.toml"), good);
    assertThat(Machine.of(file.toString()).devices()).isEqualTo(8);
    refused(file, good, "bandwidth = \"2 TB/s\"", "bandwidth = \"0 TB/s\"", "'bandwidth'");
    refused(file, good, "device_power = \"500 W\"", "device_power = \"-500 W\"", "'device_power'");
    refused(file, good, "node_power = \"6 kW\"", "node_power = \"6 W\"", "'node_power'");
    refused(file, good, "memory = \"80 GB\"", "memory = \"80 GB/s\"", "'memory'");
    refused(file, good, "memory = \"80 GB\"", "memory = 80", "'memory'");
    refused(file, good, "devices = 8", "devices = 0", "'devices'");
    refused(file, good, "devices = 8", "devices = 2.5", "'devices'");
    refused(file, good, "devices = 8", "devises = 8", "'devises'");
    refused(file, good, "kind = \"gpu\"", "kind = \"abacus\"", "'kind'");
    refused(file, good, "kind = \"gpu\"", "kind = [1]", "'kind'");
    refused(
        file, good, "kind = \"gpu\"", "decode_share = \"140 %\"\nkind = \"gpu\"", "decode_share");
    refused(file, good, "kind = \"gpu\"", "kind = ", "line 1");
    assertThatThrownBy(() -> Machine.of("/nowhere.toml")).hasMessageContaining("no such file");
  }

  private static void refused(Path file, String good, String from, String to, String said)
      throws Exception {
    Files.writeString(file, good.replace(from, to));
    assertThatThrownBy(() -> Machine.of(file.toString()))
        .as(to)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("m.toml")
        .hasMessageContaining(said);
  }

  @Test
  void refusesModelsThatFitNowhere() {
    ModelShape v3 = ModelLibrary.of("deepseek-v3");
    Weights weights = Weights.of(v3, Precision.of("bf16"));
    Machine small = Machine.of("zen5-2core");
    assertThatThrownBy(() -> Fleet.smallest(v3, weights, Precision.of("bf16"), small))
        .hasMessageContaining("deepseek-v3 fits nowhere");
    RunPlan.Use use = new RunPlan.Use(4096, 1, 512);
    assertThatThrownBy(() -> new RunPlan(v3, weights, Precision.of("f16"), small, use).requireFit())
        .hasMessageContaining("does not fit zen5-2core");
    assertThatThrownBy(() -> new RunPlan.Use(100, 1, 512)).hasMessageContaining("--prompt");
    assertThatThrownBy(
            () ->
                fleet("llama-3.1-405b", "h800")
                    .batch(new Demand.Request(1, 0, 100, new TokenRate(1e6))))
        .hasMessageContaining("not even one sequence");
  }

  @Test
  void everyConstantHasItsSourceAndDate() {
    assertThat(Constants.sources()).hasSizeGreaterThan(300);
    for (Constants.Source source : Constants.sources()) {
      assertThat(source.source()).as(source.toString()).isNotBlank();
      assertThat(source.date()).as(source.toString()).matches("\\d{4}(-\\d\\d){0,2}");
    }
    for (String machine : Machine.names()) {
      assertThat(Machine.of(machine).devices()).isPositive();
    }
    for (String model : ModelLibrary.names()) {
      assertThat(ModelLibrary.of(model).parameters().total()).isPositive();
    }
  }
}
