package dev.fathom.meter;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Divides what the machine takes between those it works for, by the time it was busy for each.
///
/// The sensor and the CPU clock are read at most every 100 ms while work goes on, and besides when
/// work begins, after the first pass of a new account and at its end. What a reading shows is
/// shared by all passes since the reading before: first what the machine takes anyway, then the
/// rest by busy time. So what all accounts have and what nobody has is together what was measured.
///
/// Confined to one thread, but for {@link #open}, {@link #totals} and {@link Account#effort}.
public final class Ledger {
  private static final System.Logger LOG = System.getLogger("dev.fathom.meter");

  private static final long READING_NANOS = 100_000_000;

  /// A shorter rest says little of what the machine takes while it rests.
  private static final double SHORTEST_REST_SECONDS = 0.2;

  private final Source source;
  private final LongSupplier clock;
  private final List<Account> unsettled = new ArrayList<>();
  private double unsettledNanos;
  private long lastReading;
  private long lastCpu;
  // what a nanosecond of busy time took, by the reading before
  private double cpuRate;
  private double jouleRate;
  private double idleWatts;
  private boolean complained;
  private volatile Totals totals = Totals.NOTHING;

  /// What is read, and what is known besides.
  ///
  /// @param search the sensor, or why there is none
  /// @param model for estimates
  /// @param idle what the machine takes without work, or null to find out
  /// @param limit how fast memory is read, or null
  record Source(
      Sensors.Search search,
      CpuClock cpu,
      PowerModel model,
      @Nullable Watts idle,
      @Nullable Bandwidth limit) {}

  /// What was read since the beginning. `sensed` is `idle` and `attributed` together.
  ///
  /// @param sensed joules that the sensor told
  /// @param idle of these, those of nobody
  /// @param attributed of these, those of the accounts
  public record Totals(double sensed, double idle, double attributed) {
    static final Totals NOTHING = new Totals(0, 0, 0);

    Totals plus(double anyway, double net) {
      return new Totals(sensed + anyway + net, idle + anyway, attributed + net);
    }
  }

  /// One who has part in a pass.
  ///
  /// @param weight of its part beside the others'
  public record Share(Account account, double weight, Flops flops, ByteCount read) {}

  /// Reads what `options` name, and `cpu`.
  public Ledger(MeterOptions options, CpuClock cpu) {
    this(
        new Source(
            Sensors.find(options.sensors()),
            cpu,
            PowerModel.of(options.perCore()),
            options.idle(),
            options.bandwidth()),
        System::nanoTime);
  }

  Ledger(Source source, LongSupplier clock) {
    this.source = source;
    this.clock = clock;
    idleWatts = source.idle == null ? Double.NaN : source.idle.value();
    lastReading = clock.getAsLong();
    lastCpu = source.cpu.nanos();
    if (source.search.sensor() != null) {
      source.search.sensor().advance(lastReading);
    }
  }

  /// An account for something new.
  public Account open() {
    return new Account();
  }

  /// What was read since the beginning.
  public Totals totals() {
    return totals;
  }

  /// Work begins after a rest, of which nobody is charged.
  public void wake() {
    settle();
  }

  /// A pass of `nanos` is over, in which `shares` had part.
  public void pass(long nanos, List<Share> shares) {
    double weights = 0;
    boolean fresh = false;
    for (Share share : shares) {
      weights += share.weight;
      fresh |= !share.account.settled;
    }
    for (Share share : shares) {
      double part = weights > 0 ? share.weight / weights : 1.0 / shares.size();
      share.account.work(nanos * part, share);
    }
    unsettledNanos += nanos;
    if (fresh || clock.getAsLong() - lastReading >= READING_NANOS) {
      settle();
    } else {
      shares.forEach(share -> share.account.publish());
    }
  }

  /// Reads, and charges the accounts that worked since the last reading.
  private void settle() {
    long now = clock.getAsLong();
    double seconds = (now - lastReading) / 1e9;
    lastReading = now;
    double cpu = cpuStep();
    Sensor sensor = source.search.sensor();
    OptionalDouble sensed = sensor == null ? OptionalDouble.empty() : sensor.advance(now);
    if (unsettled.isEmpty()) {
      rested(sensed, seconds);
      return;
    }
    if (sensor != null && sensed.isEmpty() && !complained) {
      complained = true;
      LOG.log(Level.WARNING, "{0} tells nothing for now: energy is estimated", sensor.name());
    }
    double anyway = Double.isNaN(idleWatts) ? 0 : Math.min(sensed.orElse(0), idleWatts * seconds);
    double net = sensed.orElse(0) - anyway;
    totals = totals.plus(anyway, net);
    cpuRate = cpu / unsettledNanos;
    jouleRate = net / unsettledNanos;
    unsettled.forEach(account -> account.charge(sensed.isPresent()));
    unsettled.clear();
    unsettledNanos = 0;
  }

  private double cpuStep() {
    long cpu = source.cpu.nanos();
    double step = cpu < 0 || lastCpu < 0 ? Double.NaN : cpu - lastCpu;
    lastCpu = cpu;
    return step;
  }

  private void rested(OptionalDouble sensed, double seconds) {
    if (sensed.isEmpty()) {
      return;
    }
    totals = totals.plus(sensed.getAsDouble(), 0);
    if (source.idle == null && seconds >= SHORTEST_REST_SECONDS) {
      double watts = sensed.getAsDouble() / seconds;
      idleWatts = Double.isNaN(idleWatts) ? watts : (idleWatts + watts) / 2;
    }
  }

  /// What an account has taken, until its last pass.
  ///
  /// @param sensed whether the sensor was there all the time
  private record Figures(
      double busyNanos,
      double cpuNanos,
      double joules,
      boolean sensed,
      double idleWatts,
      double flops,
      double bytes) {}

  /// What one request takes.
  public final class Account {
    private double busy;
    private double waiting;
    private double cpu;
    private double joules;
    private double flops;
    private double bytes;
    private boolean settled;
    private boolean sensed = true;
    private volatile Figures figures = new Figures(0, 0, 0, true, Double.NaN, 0, 0);

    private Account() {}

    private void work(double nanos, Share share) {
      if (waiting == 0) {
        unsettled.add(this);
      }
      busy += nanos;
      // never 0, so that it is charged
      waiting += Math.max(nanos, 1e-9);
      flops += share.flops.count();
      bytes += share.read.value();
    }

    private void charge(boolean known) {
      cpu += waiting * cpuRate;
      joules += waiting * jouleRate;
      sensed &= known;
      settled = true;
      waiting = 0;
      publish();
    }

    /// Passes that are not charged yet count as the last that were.
    private void publish() {
      figures =
          new Figures(
              busy,
              cpu + waiting * cpuRate,
              joules + waiting * jouleRate,
              sensed,
              idleWatts,
              flops,
              bytes);
    }

    /// Reads where passes are not charged yet; for the ledger's own thread, at the end.
    public void settle() {
      if (waiting > 0) {
        Ledger.this.settle();
      }
    }

    /// What it has taken so far; for any thread.
    public Effort effort() {
      Figures now = figures;
      boolean cpuKnown = !Double.isNaN(now.cpuNanos);
      Duration cpuTime = Duration.ofNanos(cpuKnown ? Math.round(now.cpuNanos) : 0);
      return new Effort(
          energy(now, cpuTime, cpuKnown),
          cpuTime,
          Duration.ofNanos(Math.round(now.busyNanos)),
          new Flops(now.flops),
          new ByteCount(now.bytes),
          source.limit);
    }

    private Energy energy(Figures now, Duration cpuTime, boolean cpuKnown) {
      Sensor sensor = source.search.sensor();
      if (sensor != null && now.sensed) {
        String idle =
            Double.isNaN(now.idleWatts)
                ? ", idle power included"
                : String.format(Locale.ROOT, ", less %.1f W idle", now.idleWatts);
        return new Energy.Measured(new Joules(now.joules), sensor.name() + idle);
      }
      String failed = sensor == null ? "" : sensor.name() + " failed meanwhile";
      if (!cpuKnown) {
        String why = sensor == null ? source.search.why() : failed;
        return new Energy.Absent(why + ", and this JVM tells no CPU time");
      }
      String words = source.model.words();
      return new Energy.Estimated(
          source.model.energy(cpuTime), failed.isEmpty() ? words : words + "; " + failed);
    }
  }
}
