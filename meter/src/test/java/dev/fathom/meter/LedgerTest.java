package dev.fathom.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final long MILLI = 1_000_000;
  private static final long RANGE = 262_143_328_850L;

  @TempDir Path folder;
  private SensorTree tree;
  private long now;
  private long cpu;
  private long microjoules = RANGE - 3_000_000;

  @BeforeEach
  void plant() throws IOException {
    tree = new SensorTree(folder);
    tree.zone("intel-rapl:0", "package-0", microjoules, RANGE);
  }

  private Ledger ledger(@Nullable Watts idle) {
    PowerModel model = new PowerModel(new Watts(5), "test");
    return new Ledger(
        new Ledger.Source(Sensors.find(folder), () -> cpu, model, idle, null), () -> now);
  }

  /// Time goes by at so many watts, with so much CPU time.
  private void pass(long nanos, double watts, long cpuNanos) throws IOException {
    now += nanos;
    cpu += cpuNanos;
    microjoules = (microjoules + Math.round(watts * nanos / 1e3)) % RANGE;
    tree.energy("intel-rapl:0", microjoules);
  }

  private static Ledger.Share share(Ledger.Account account, double weight) {
    return new Ledger.Share(account, weight, new Flops(weight), new ByteCount(7));
  }

  private static double joules(Ledger.Account account) {
    return account.effort().energy().joules().orElseThrow().value();
  }

  @Test
  void chargesByShareOfBusyTimeAndLessIdlePower() throws IOException {
    Ledger ledger = ledger(null);
    Ledger.Account one = ledger.open();
    Ledger.Account other = ledger.open();
    pass(1000 * MILLI, 10, 0);
    ledger.wake();
    pass(400 * MILLI, 50, 800 * MILLI);
    ledger.pass(400 * MILLI, List.of(share(one, 3), share(other, 1)));
    assertThat(joules(one)).isEqualTo(0.4 * 40 * 3 / 4, within(1e-6));
    assertThat(joules(other)).isEqualTo(0.4 * 40 / 4, within(1e-6));
    assertThat(one.effort().energy())
        .isInstanceOf(Energy.Measured.class)
        .extracting(Energy::detail)
        .isEqualTo("RAPL package-0, less 10.0 W idle");
    assertThat(one.effort().cpu()).isEqualTo(Duration.ofMillis(600));
    assertThat(one.effort().busy()).isEqualTo(Duration.ofMillis(300));
    assertThat(other.effort().flops().count()).isEqualTo(1);
    assertThat(other.effort().read().value()).isEqualTo(7);
  }

  @Test
  void saysThatIdlePowerIsStillInTheFigure() throws IOException {
    Ledger ledger = ledger(null);
    Ledger.Account account = ledger.open();
    pass(100 * MILLI, 30, 0);
    ledger.pass(100 * MILLI, List.of(share(account, 1)));
    assertThat(joules(account)).isEqualTo(3, within(1e-6));
    assertThat(account.effort().energy().detail()).endsWith("idle power included");
    Ledger configured = ledger(new Watts(2));
    pass(100 * MILLI, 30, 0);
    configured.pass(100 * MILLI, List.of(share(configured.open(), 1)));
    assertThat(configured.totals().idle()).isEqualTo(0.2, within(1e-6));
  }

  /// Many requests come and go, rests among them, the counter goes round: what all of them were
  /// charged, and what nobody was, is what the sensor told.
  @Test
  void losesNothingBetweenTheParts() throws IOException {
    for (long seed = 1; seed <= 8; seed++) {
      Random random = new Random(seed);
      Ledger ledger = ledger(seed % 3 == 0 ? new Watts(8) : null);
      List<Ledger.Account> all = new ArrayList<>();
      List<Ledger.Account> running = new ArrayList<>();
      double told = 0;
      for (int i = 0; i < 300; i++) {
        long nanos = (1 + random.nextInt(250)) * MILLI;
        double watts = 5 + random.nextInt(60);
        told += Math.round(watts * nanos / 1e3) / 1e6;
        pass(nanos, watts, random.nextInt(500) * MILLI);
        if (running.isEmpty()) {
          ledger.wake();
        } else {
          ledger.pass(nanos, running.stream().map(a -> share(a, 1 + random.nextInt(9))).toList());
        }
        if (random.nextInt(3) == 0) {
          running.add(ledger.open());
          all.add(running.getLast());
        }
        if (!running.isEmpty() && random.nextInt(3) == 0) {
          running.remove(random.nextInt(running.size())).settle();
        }
      }
      running.forEach(Ledger.Account::settle);
      double charged = all.stream().mapToDouble(LedgerTest::joules).sum();
      Ledger.Totals totals = ledger.totals();
      assertThat(totals.sensed()).as("seed %d", seed).isEqualTo(told, within(1e-4));
      assertThat(totals.attributed()).as("seed %d", seed).isEqualTo(charged, within(1e-6));
      assertThat(totals.idle() + charged).as("seed %d", seed).isEqualTo(told, within(1e-4));
      double time = all.stream().mapToDouble(a -> a.effort().busy().toNanos()).sum();
      assertThat(time).as("seed %d", seed).isLessThanOrEqualTo(now * 1.000001);
    }
  }

  @Test
  void fallsBackToAnEstimateWhereTheSensorFailsMeanwhile() throws IOException {
    Ledger ledger = ledger(null);
    Ledger.Account early = ledger.open();
    Ledger.Account late = ledger.open();
    pass(200 * MILLI, 20, 400 * MILLI);
    ledger.pass(200 * MILLI, List.of(share(early, 1)));
    Files.delete(folder.resolve("class/powercap/intel-rapl:0/energy_uj"));
    now += 200 * MILLI;
    cpu += 400 * MILLI;
    ledger.pass(200 * MILLI, List.of(share(early, 1), share(late, 1)));
    assertThat(early.effort().energy()).isInstanceOf(Energy.Estimated.class);
    assertThat(early.effort().energy().detail())
        .isEqualTo("5.00 W per busy core (test); RAPL package-0 failed meanwhile");
    assertThat(joules(early)).as("5 W for 0.6 s of CPU").isEqualTo(3, within(1e-9));
    assertThat(joules(late)).isEqualTo(1, within(1e-9));
  }

  @Test
  void saysAbsentWhereNothingIsKnown() {
    Ledger.Source source =
        new Ledger.Source(
            Sensors.find(null), CpuClock.unknown(), PowerModel.of(new Watts(3)), null, null);
    Ledger ledger = new Ledger(source, () -> now);
    Ledger.Account account = ledger.open();
    now += 100 * MILLI;
    ledger.pass(100 * MILLI, List.of(share(account, 1)));
    assertThat(account.effort().energy()).isInstanceOf(Energy.Absent.class);
    assertThat(account.effort().energy().joules()).isEmpty();
  }

  @Test
  void readsTheSensorAtMostTenTimesASecond() throws IOException {
    Ledger ledger = ledger(null);
    Ledger.Account account = ledger.open();
    pass(MILLI, 10, MILLI);
    ledger.pass(MILLI, List.of(share(account, 1)));
    double first = ledger.totals().sensed();
    for (int i = 0; i < 99; i++) {
      pass(MILLI, 10, MILLI);
      ledger.pass(MILLI, List.of(share(account, 1)));
    }
    assertThat(ledger.totals().sensed()).isEqualTo(first);
    assertThat(joules(account)).as("told at the rate before").isEqualTo(1, within(1e-4));
    account.settle();
    assertThat(ledger.totals().sensed()).isEqualTo(1, within(1e-4));
  }

  /// Prints what the meter adds to a pass; no claim, machines differ.
  @Test
  void costsLittle() {
    Ledger ledger =
        new Ledger(MeterOptions.DEFAULTS, CpuClock.ofThreads(Thread.currentThread().threadId()));
    List<Ledger.Share> shares = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      shares.add(share(ledger.open(), 1));
    }
    int passes = 200_000;
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < passes; i++) {
        ledger.pass(1000, shares);
      }
      System.out.printf(
          "meter: %d ns a pass of 8 sequences%n", (System.nanoTime() - start) / passes);
    }
    assertThat(shares.getFirst().account().effort().busy().toNanos())
        .isEqualTo(3L * passes * 1000 / 8);
  }
}
