package dev.fathom.train.runs;

import dev.fathom.meter.PowerModel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What time and energy went by since it was last asked: the whole process's, sampling and looking
/// included. Energy is estimated from CPU time as the meter does.
final class WorkClock {
  private @Nullable PowerModel power;
  private long wall = System.nanoTime();
  private Duration cpu = used();

  /// `seconds`, `cpu_seconds`, `joules`.
  Map<String, Double> lap() {
    long now = System.nanoTime();
    Duration total = used();
    Duration spent = total.minus(cpu);
    Map<String, Double> lap = new LinkedHashMap<>();
    lap.put("seconds", (now - wall) * 1e-9);
    lap.put("cpu_seconds", spent.toNanos() * 1e-9);
    lap.put("joules", model().energy(spent).value());
    wall = now;
    cpu = total;
    return lap;
  }

  private PowerModel model() {
    PowerModel known = power;
    if (known == null) {
      known = PowerModel.of(null);
      power = known;
    }
    return known;
  }

  private static Duration used() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
