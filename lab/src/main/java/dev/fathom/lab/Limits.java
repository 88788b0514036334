package dev.fathom.lab;

import dev.fathom.kernel.OperationLoop;
import dev.fathom.kernel.ReadLoop;
import dev.fathom.kernel.WorkerTeam;
import java.util.LinkedHashMap;
import java.util.Map;

/// What this machine can do in a second, as loops measure it that do nothing else: names as in
/// {@link Traffic}. What cannot be measured here is absent.
record Limits(Map<String, Double> perSecond) {

  /// On one thread a core; takes about two seconds.
  static Limits measure() {
    Map<String, Double> measured = new LinkedHashMap<>();
    try (WorkerTeam team = new WorkerTeam(0)) {
      measured.put("bytes", ReadLoop.bytesPerSecond(team));
      OperationLoop.perSecond(team, OperationLoop.Numbers.INT8)
          .ifPresent(rate -> measured.put("int8", rate));
      OperationLoop.perSecond(team, OperationLoop.Numbers.F32)
          .ifPresent(rate -> measured.put("f32", rate));
    }
    return new Limits(measured);
  }

  /// The higher of each.
  Limits orHigher(Limits other) {
    Map<String, Double> best = new LinkedHashMap<>(perSecond);
    other.perSecond.forEach((name, rate) -> best.merge(name, rate, Math::max));
    return new Limits(best);
  }
}
