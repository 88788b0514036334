package dev.fathom.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.meter.Joules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationTest {
  private static final SimSetup.Place PLACE = new SimSetup.Place(Site.usual(), 0.7);

  private static Fleet v3() {
    ModelShape model = ModelLibrary.of("deepseek-v3");
    Weights weights = Weights.of(model, Precision.of("fp8"));
    Roofline any = new Roofline(model, weights, Precision.of("bf16"), Machine.of("h800"), 1);
    return Fleet.of(any, 4, 18);
  }

  private static Fleet small() {
    ModelShape model = ModelLibrary.of("qwen2.5-1.5b");
    Weights weights = Weights.of(model, Precision.of("q4_k_m"));
    return Fleet.smallest(model, weights, Precision.of("f16"), Machine.of("zen5-2core"));
  }

  private static SimSetup setup(Fleet fleet, int prefill, int decode, SimSetup.Arrivals arrivals) {
    return new SimSetup(fleet, prefill, decode, 4096, arrivals, SimSetup.Failing.NEVER, PLACE);
  }

  private static SimSetup.Arrivals arrivals(double perSecond, double in, double out, int requests) {
    Demand.Users users = new Demand.Users(1, perSecond * 3600, in, out, 0);
    return new SimSetup.Arrivals(users, LengthLaw.of("fixed"), requests, 7, null);
  }

  @Test
  void agreesWithTheRooflineWhereAUnitIsFull() {
    SimSetup full =
        new SimSetup(
            v3(), 400, 1, 12_848, arrivals(1e6, 4900, 180, 300_000), SimSetup.Failing.NEVER, PLACE);
    SimResult result = Simulation.run(full);
    double planned = 12_848 / v3().decode().step(12_848, 4990).seconds();
    assertThat(result.decode().generated() / result.decode().decode())
        .isCloseTo(planned, within(0.03 * planned));
  }

  @Test
  void agreesWithTheRooflineWhereOneIsAlone() {
    SimResult result = Simulation.run(setup(v3(), 1, 1, arrivals(1e-3, 1000, 200, 50)));
    double first = v3().prefill().prefill(1000, 0).seconds() * 32; // on one device of 32
    double step = v3().decode().step(1, 1100).seconds();
    assertThat(result.firstToken(0.5)).isCloseTo(first, within(1e-6 * first));
    assertThat(result.wholeAnswer(0.5))
        .isCloseTo(first + 199 * step, within(0.001 * (first + 199 * step)));
  }

  @Test
  void isAsBusyAsTheWorkThatComes() {
    ModelShape model = ModelLibrary.of("llama-3.1-70b");
    Weights weights = Weights.of(model, Precision.of("fp8"));
    Fleet fleet = Fleet.smallest(model, weights, Precision.of("bf16"), Machine.of("h800"));
    double seconds = fleet.prefill().prefill(1000, 0).seconds();
    SimResult result =
        Simulation.run(setup(fleet, 1, 4, arrivals(0.6 / seconds, 1000, 100, 40_000)));
    assertThat(result.prefill().utilisation()).isCloseTo(0.6, within(0.02));
    // what waits before one server of constant time: rho s / (2 (1 - rho)) (Pollaczek, Khinchine)
    double waits = Latencies.mean(result.latencies().first()) - seconds;
    assertThat(waits).isCloseTo(0.75 * seconds, within(0.06 * seconds));
  }

  @Test
  void energyOfThePartsIsTheWhole() {
    SimSetup setup = setup(v3(), 3, 2, arrivals(500, 1000, 100, 20_000));
    SimResult result = Simulation.run(setup);
    double nodes = 10_200 * 1.2;
    double busy =
        0.7 * (4 * result.prefill().prefill() + 18 * result.decode().decode())
            + 0.3 * (4 * result.prefill().idle() + 18 * result.decode().idle());
    assertThat(result.energy().value()).isCloseTo(nodes * busy, within(1.0));
    double parts = result.energies().stream().mapToDouble(Joules::value).sum();
    assertThat(result.energy().value()).isCloseTo(parts, within(1e-6 * parts));
    double whole = result.prefill().whole() + result.decode().whole();
    assertThat(result.prefill().prefill()).isPositive();
    assertThat(whole).isCloseTo(5 * result.time().seconds(), within(1e-6 * whole));
    Report report = result.report();
    double told =
        report.number("", "prefill_energy_mwh")
            + report.number("", "decode_energy_mwh")
            + report.number("", "idle_energy_mwh");
    assertThat(told).isCloseTo(report.number("", "energy_mwh"), within(1e-9));
  }

  @Test
  void losesNoRequestWhereUnitsFail() {
    SimSetup.Failing often = new SimSetup.Failing(0.02, new Span(20));
    SimSetup calm = setup(v3(), 4, 3, arrivals(200, 1000, 300, 20_000));
    SimSetup failing = new SimSetup(v3(), 4, 3, 4096, calm.arrivals(), often, PLACE);
    SimResult result = Simulation.run(failing);
    assertThat(result.failures()).isGreaterThan(3);
    assertThat(result.restarts()).isGreaterThan(100);
    assertThat(result.latencies().whole()).hasSize(20_000).doesNotContain(Double.NaN);
    assertThat(result.wholeAnswer(0.99)).isGreaterThan(Simulation.run(calm).wholeAnswer(0.99));
  }

  @Test
  void mixesPromptsAndAnswersOnOneMachine() {
    SimResult result = Simulation.run(setup(small(), 0, 1, arrivals(1e6, 256, 128, 8)));
    // both are in every step, so nothing is faster than the sum of what each takes alone
    Roofline unit = small().decode();
    double prompts = 8 * unit.prefill(256, 0).seconds();
    double answers = 127 * unit.step(8, 320).seconds();
    assertThat(result.time().seconds())
        .isBetween(0.95 * (prompts + answers), 2 * (prompts + answers));
    assertThat(result.meanBatch()).isBetween(4.0, 8.0);
  }

  @Test
  void agreesWithOurServerMeasured(@TempDir Path folder) throws Exception {
    // docs/LOG.md, 2026-11-22: eight streams at once, prompts of 256, answers of 128, two threads
    Path trace = Files.writeString(folder.resolve("t.csv"), "0,256,0,128\n".repeat(8));
    SimSetup.Arrivals traced =
        new SimSetup.Arrivals(arrivals(1, 1, 1, 1).users(), LengthLaw.of("fixed"), 1, 1, trace);
    SimResult result = Simulation.run(setup(small(), 0, 1, traced));
    System.out.printf(
        "eight streams: %.1f tokens/s, measured 69.7; first token p50 %.2f s, measured 3.47, p95 %.2f, measured 7.24%n",
        result.outputRate().perSecond(), result.firstToken(0.5), result.firstToken(0.95));
    assertThat(result.outputRate().perSecond()).isCloseTo(69.67, within(0.2 * 69.67));
    assertThat(result.firstToken(0.5)).isCloseTo(3.474, within(0.2 * 3.474));
    assertThat(result.firstToken(0.95)).isCloseTo(7.238, within(0.2 * 7.238));
  }

  @Test
  void givesTheSameForTheSameSeed() {
    Demand.Users users = new Demand.Users(1000, 60, 800, 300, 0.3);
    LengthLaw law = LengthLaw.of("lognormal:1");
    SimSetup.Arrivals arrivals = new SimSetup.Arrivals(users, law, 5000, 11, null);
    List<Double> once =
        Simulation.run(setup(v3(), 1, 1, arrivals)).energies().stream().map(Joules::value).toList();
    List<Double> twice =
        Simulation.run(setup(v3(), 1, 1, arrivals)).energies().stream().map(Joules::value).toList();
    assertThat(once).isEqualTo(twice);
  }

  @Test
  void simulatesAMillionRequestsOnTwoThousandNodesInUnderAMinute() {
    Demand.Users users = new Demand.Users(1, 3600 * 9000, 2000, 400, 0.5);
    SimSetup.Arrivals arrivals =
        new SimSetup.Arrivals(users, LengthLaw.of("lognormal:1"), 1_000_000, 3, null);
    SimSetup.Failing failing = new SimSetup.Failing(1000, Span.ofHours(0.1));
    long begin = System.nanoTime();
    SimResult result =
        Simulation.run(new SimSetup(v3(), 140, 80, 20_000, arrivals, failing, PLACE));
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "1,000,000 requests on %.0f nodes: %.2f s%n", result.setup().nodes(), seconds);
    assertThat(result.setup().nodes()).isEqualTo(2000);
    assertThat(seconds).isLessThan(60);
  }

  @Test
  void readsTracesAndRefusesBadOnes(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(folder.resolve("trace.csv"), "time,p,c,o\n0,100,0,10\n1.5,200,50,20\n");
    SimSetup.Arrivals traced =
        new SimSetup.Arrivals(arrivals(1, 1, 1, 1).users(), LengthLaw.of("fixed"), 1, 1, file);
    assertThat(Simulation.run(setup(small(), 0, 1, traced)).latencies().tokens()).isEqualTo(30);
    for (String line :
        List.of("1,2,3", "a,1,0,1", "0,0,0,1", "0,5,5,1", "0,1,0,99999999999", "-1,1,0,1")) {
      Files.writeString(file, line + "\n");
      assertThatThrownBy(() -> Simulation.run(setup(small(), 0, 1, traced)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("line 1");
    }
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> arrivals(1, 1, 1, 0)).hasMessageContaining("--requests");
    assertThatThrownBy(() -> setup(v3(), 1, 0, arrivals(1, 1, 1, 1)))
        .hasMessageContaining("at least one");
    assertThatThrownBy(() -> new SimSetup.Failing(0, new Span(1)))
        .hasMessageContaining("between failures");
    assertThatThrownBy(() -> LengthLaw.of("normal")).hasMessageContaining("--lengths");
    assertThatThrownBy(() -> Simulation.run(setup(small(), 0, 1, arrivals(1, 10_000_000, 1, 1))))
        .hasMessageContaining("request 1 has");
  }
}
