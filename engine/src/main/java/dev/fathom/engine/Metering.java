package dev.fathom.engine;

import dev.fathom.meter.ByteCount;
import dev.fathom.meter.CpuClock;
import dev.fathom.meter.Flops;
import dev.fathom.meter.Ledger;
import dev.fathom.meter.MeterOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// Charges sequences for the passes they have part in. Confined to the loop, but for {@link #open}.
final class Metering {
  private final Ledger ledger;
  private final Workload workload;

  Metering(Ledger ledger, Workload workload) {
    this.ledger = ledger;
    this.workload = workload;
  }

  /// Counts the CPU time of the loop and of its workers.
  static Metering of(MeterOptions options, Workload workload, Thread loop, long[] workers) {
    LongStream team = LongStream.concat(LongStream.of(loop.threadId()), LongStream.of(workers));
    return new Metering(new Ledger(options, CpuClock.ofThreads(team.toArray())), workload);
  }

  /// Makes `sequence` one that is charged.
  void open(Sequence sequence) {
    sequence.charge(ledger.open());
  }

  /// The loop has rested.
  void wake() {
    ledger.wake();
  }

  /// What was read since the engine began.
  Ledger.Totals totals() {
    return ledger.totals();
  }

  /// `pass` is over and took `nanos`; its sequences have not advanced yet. Who has how much of it
  /// goes by arithmetic, or where that is not known by tokens.
  void passed(Pass pass, long nanos) {
    int all = pass.parts().stream().mapToInt(Pass.Part::tokens).sum();
    List<Ledger.Share> shares = new ArrayList<>(pass.parts().size());
    for (Pass.Part part : pass.parts()) {
      Ledger.Account account = part.sequence().account();
      if (account != null) {
        int stored = part.sequence().stored();
        Flops flops = workload.flops(part.tokens(), stored, part.rows());
        ByteCount bytes = workload.bytes(part.tokens(), stored, all);
        double weight = flops.count() > 0 ? flops.count() : part.tokens();
        shares.add(new Ledger.Share(account, weight, flops, bytes));
      }
    }
    ledger.pass(nanos, shares);
  }
}
