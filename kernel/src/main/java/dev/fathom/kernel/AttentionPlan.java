package dev.fathom.kernel;

/// How the work of a call is shared out. With many units, each goes through its tiles alone. With
/// few, as when one token is decoded, their tiles are shared out too: the records of all tiles lie
/// in memory and are merged behind a barrier, in rounds if there are many. The results are the
/// same.
final class AttentionPlan {
  /// Memory for records of tiles that wait to be merged.
  private static final long SHARED_BYTES = 32L << 20;

  /// Multiplications that are not worth a second thread.
  private static final long SMALL = 200_000;

  private final AttentionCall call;
  private final WorkerTeam team;
  private final ThreadLocal<AttentionScratch> scratches;
  private final int threads;
  private final AttentionUnits units;

  AttentionPlan(AttentionCall call, WorkerTeam team, ThreadLocal<AttentionScratch> scratches) {
    this.call = call;
    this.team = team;
    this.scratches = scratches;
    long width = call.q().columns() + (long) call.out().columns();
    long work = call.q().rows() * width * call.length();
    this.threads = work < SMALL ? 1 : team.threads();
    this.units = AttentionUnits.of(call, threads);
  }

  void run() {
    int tiles = AttentionCall.tiles(call.length());
    if (threads == 1 || tiles == 1 || units.count() >= 3 * threads) {
      stream();
    } else {
      split(tiles);
    }
  }

  private void stream() {
    team.forRange(
        units.count(),
        threads == 1 ? units.count() : 1,
        (from, to) -> {
          AttentionPass pass = new AttentionPass(call, scratches.get());
          for (int index = from; index < to; index++) {
            pass.stream(units.unit(index));
          }
        });
  }

  private void split(int tiles) {
    long slotBytes = units.count() * (long) units.queries() * call.recordBytes();
    int slots = Math.clamp(SHARED_BYTES / slotBytes, 2, tiles);
    long memory = scratches.get().shared.need(slots * slotBytes).address();
    int from = 0;
    while (from < tiles) {
      // slot 0 holds what is merged, at first the first tile
      int firstSlot = from == 0 ? 0 : 1;
      int to = Math.min(tiles, from + slots - firstSlot);
      new Round(from, to, firstSlot, memory, slotBytes).run(to == tiles);
      from = to;
    }
  }

  /// Work on one query.
  @FunctionalInterface
  private interface QueryWork {
    void run(AttentionPass pass, AttentionUnit unit, int query);
  }

  private void forQueries(QueryWork work) {
    team.forRange(
        units.count() * units.queries(),
        Math.max(1, units.count() * units.queries() / (4 * threads)),
        (from, to) -> {
          AttentionPass pass = new AttentionPass(call, scratches.get());
          for (int index = from; index < to; index++) {
            AttentionUnit unit = units.unit(index / units.queries());
            if (index % units.queries() < unit.queries()) {
              work.run(pass, unit, index % units.queries());
            }
          }
        });
  }

  /// Tiles `from .. to`, whose records go to slots `firstSlot ..`.
  private final class Round {
    private final int from;
    private final int to;
    private final int firstSlot;
    private final long memory;
    private final long slotBytes;

    Round(int from, int to, int firstSlot, long memory, long slotBytes) {
      this.from = from;
      this.to = to;
      this.firstSlot = firstSlot;
      this.memory = memory;
      this.slotBytes = slotBytes;
    }

    private long record(int slot, AttentionUnit unit, int query) {
      long index = (long) unit.index() * units.queries() + query;
      return memory + slot * slotBytes + index * call.recordBytes();
    }

    /// Computes the tiles and merges them, behind a barrier each; the last round finishes.
    void run(boolean last) {
      int steps = Math.multiplyExact(to - from, units.count());
      team.forRange(
          steps,
          Math.clamp(steps / (4 * threads), 1, 64),
          (first, end) -> {
            AttentionPass pass = new AttentionPass(call, scratches.get());
            for (int index = first; index < end; index++) {
              AttentionPass.Step step = step(index);
              long records = record(firstSlot + step.tile() - from, step.unit(), 0);
              pass.tile(step, index + 1 < end ? step(index + 1) : null, records);
            }
          });
      forQueries(
          (pass, unit, query) -> {
            merge(unit, query);
            if (last) {
              pass.finish(unit, query, record(0, unit, query));
            }
          });
    }

    /// Tiles first: key heads lie beside each other.
    private AttentionPass.Step step(int index) {
      return new AttentionPass.Step(
          units.unit(index % units.count()), from + index / units.count());
    }

    private void merge(AttentionUnit unit, int query) {
      int seen = Math.min(to, AttentionCall.tiles(call.seen(unit, query)));
      int slot = Math.max(1, firstSlot);
      int count = firstSlot + seen - from - slot;
      if (count > 0) {
        long record = record(slot, unit, query);
        call.code().merge().call(record(0, unit, query), record, count, 0, slotBytes, 0);
      }
    }
  }
}
