package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.meter.Bandwidth;
import dev.fathom.meter.Effort;
import dev.fathom.meter.Energy;
import dev.fathom.meter.Ledger;
import dev.fathom.meter.MeterOptions;
import dev.fathom.meter.Watts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the engine says an answer took.
class MeteringTest {
  private static Usage ask(Fathom fathom, String question) throws InterruptedException {
    try (Generation generation = fathom.ask(question)) {
      return Answers.finish(generation).usage();
    }
  }

  @Test
  void estimatesWhereThereIsNoSensor() throws InterruptedException {
    MeterOptions meter = new MeterOptions(null, new Watts(4), null, Bandwidth.ofGigabytes(10));
    FathomOptions options = FathomOptions.DEFAULTS.withThreads(2).withMeter(meter);
    try (Fathom fathom = Fathom.embedded(options)) {
      long start = System.nanoTime();
      Usage usage = ask(fathom, "What is 47 + 85?");
      double wall = (System.nanoTime() - start) / 1e9;
      Effort effort = usage.effort();
      double cpu = effort.cpu().toNanos() / 1e9;
      assertThat(cpu).isPositive().isLessThanOrEqualTo(2 * wall + 0.02);
      assertThat(effort.busy().toNanos() / 1e9).isPositive().isLessThanOrEqualTo(wall);
      assertThat(effort.energy()).isInstanceOf(Energy.Estimated.class);
      assertThat(effort.energy().joules().orElseThrow().value()).isEqualTo(4 * cpu, within(1e-9));
      int tokens = usage.promptTokens() + usage.completionTokens() - 1;
      double weights = fathom.file().config().parameters().activeWithoutEmbedding();
      // prompt rows need no logits; attention comes on top
      assertThat(effort.flops().count()).isBetween(tokens * weights, 4 * tokens * weights);
      assertThat(effort.read().value())
          .isGreaterThan((double) fathom.file().summary().activeBytes());
      assertThat(effort.limitShare().orElseThrow()).isBetween(1e-6, 10.0);
    }
  }

  /// Several at once over a counter that goes on: the requests' parts are what the engine says it
  /// has shared out, and with what nobody had they are what the counter told.
  @Test
  void sharesOutWhatTheSensorTells(@TempDir Path folder) throws Exception {
    Path zone = Files.createDirectories(folder.resolve("class/powercap/intel-rapl:0"));
    Files.writeString(zone.resolve("name"), "package-0\n");
    Files.writeString(zone.resolve("max_energy_range_uj"), "262143328850\n");
    count(zone, 0);
    FathomOptions options =
        FathomOptions.DEFAULTS
            .withCacheTokens(FathomOptions.SEVERAL)
            .withMeter(new MeterOptions(folder, null, null, null));
    Thread counter = Thread.ofVirtual().unstarted(() -> run(zone));
    try (Fathom fathom = Fathom.embedded(options)) {
      counter.start();
      List<Generation> generations = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        generations.add(fathom.ask("What is " + i + " + 85?"));
      }
      double charged = 0;
      for (Generation generation : generations) {
        Energy energy = Answers.finish(generation).usage().effort().energy();
        assertThat(energy).isInstanceOf(Energy.Measured.class);
        assertThat(energy.detail()).startsWith("RAPL package-0");
        charged += energy.joules().orElseThrow().value();
      }
      Ledger.Totals totals = fathom.engine().energy();
      assertThat(totals.attributed()).isEqualTo(charged, within(1e-6)).isPositive();
      assertThat(totals.idle() + totals.attributed()).isEqualTo(totals.sensed(), within(1e-6));
    } finally {
      counter.interrupt();
      counter.join();
    }
  }

  /// 20 W, so to say; the file is always whole.
  private static void run(Path zone) {
    long start = System.nanoTime();
    try {
      while (!Thread.interrupted()) {
        count(zone, (System.nanoTime() - start) / 50);
        Thread.sleep(1);
      }
    } catch (InterruptedException | IOException end) {
      Thread.currentThread().interrupt();
    }
  }

  private static void count(Path zone, long microjoules) throws IOException {
    Path next = zone.resolveSibling("next");
    Files.writeString(next, microjoules + "\n");
    Files.move(
        next,
        zone.resolve("energy_uj"),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void countsArithmeticOfAttentionByTheTokensThatAreRead() {
    Workload work = new Workload(10, 1000, 3, 8, null);
    assertThat(work.flops(4, 0, 1).count()).isEqualTo(4 * 10 + 1000 + 3 * (1 + 2 + 3 + 4));
    assertThat(work.flops(1, 99, 1).count()).isEqualTo(10 + 1000 + 3 * 100);
    assertThat(work.flops(2, 2, 0).count() + work.flops(2, 0, 0).count())
        .as("in pieces as in one")
        .isEqualTo(work.flops(4, 0, 0).count());
    assertThat(work.bytes(1, 99, 1).value()).isEqualTo(800);
  }
}
