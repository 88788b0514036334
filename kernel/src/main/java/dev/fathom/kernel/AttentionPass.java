package dev.fathom.kernel;

import dev.fathom.kernel.x86.AttentionTile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// One thread's way through units and tiles: fills the argument block and calls the code.
final class AttentionPass {
  private static final int BLOCK = AttentionTile.QUERIES;
  private static final int POSITIONS = AttentionTile.POSITIONS;
  private static final float LOG2_E = 1.442695f;

  private final AttentionCall call;
  private final AttentionRoutines code;
  private final AttentionScratch scratch;
  private final MemorySegment arguments;
  private final long recordBytes;
  private final boolean prefetchValues;
  private @Nullable AttentionUnit prepared;
  private long queries;

  AttentionPass(AttentionCall call, AttentionScratch scratch) {
    this.call = call;
    this.code = call.code();
    this.scratch = scratch;
    this.arguments = scratch.arguments;
    this.recordBytes = call.recordBytes();
    this.prefetchValues = !call.valuesAreInKeys();
    scratch.begin();
    set(AttentionTile.SCORES, scratch.scores.address());
  }

  private void set(int field, long value) {
    arguments.set(ValueLayout.JAVA_LONG, field, value);
  }

  /// A tile of a unit.
  record Step(AttentionUnit unit, int tile) {}

  /// All of `unit`: tiles in order, each merged with those before.
  void stream(AttentionUnit unit) {
    long records = scratch.records.need(unit.queries() * recordBytes).address();
    long spare = scratch.tile.need(BLOCK * recordBytes).address();
    int tiles = AttentionCall.tiles(call.seen(unit));
    for (int tile = 0; tile < tiles; tile++) {
      begin(new Step(unit, tile), tile + 1 < tiles ? new Step(unit, tile + 1) : null);
      for (int first = 0; first < unit.queries(); first += BLOCK) {
        long into = records + first * recordBytes;
        if (tile == 0) {
          block(unit, tile, first, into);
        } else if (block(unit, tile, first, spare)) {
          long count = Math.min(BLOCK, unit.queries() - first);
          code.merge().call(into, spare, count, recordBytes, recordBytes, 0);
        }
      }
    }
    for (int query = 0; query < unit.queries(); query++) {
      finish(unit, query, records + query * recordBytes);
    }
  }

  /// One tile of a unit, to the records at `to`; `next` is what this thread does then, if anything.
  void tile(Step step, @Nullable Step next, long to) {
    begin(step, next);
    for (int first = 0; first < step.unit.queries(); first += BLOCK) {
      block(step.unit, step.tile, first, to + first * recordBytes);
    }
  }

  /// The mean of a query's values.
  void finish(AttentionUnit unit, int query, long record) {
    code.finish().call(record, call.address(call.out(), unit, query), 0, 0, 0, 0);
  }

  private void begin(Step step, @Nullable Step next) {
    prepare(step.unit);
    AttentionRows rows = scratch.rows(call, step.tile);
    set(AttentionTile.KEY_ROWS, rows.keys());
    set(AttentionTile.VALUE_ROWS, rows.values());
    set(AttentionTile.KEY_OFFSET, keyOffset(step.unit));
    int width = code.shape().valueWidth();
    set(
        AttentionTile.VALUE_OFFSET,
        call.values().storage().type().bytes((long) step.unit.keyHead() * width));
    set(AttentionTile.PREFETCH_VALUES, prefetchValues ? 1 : 0);
    if (next == null || isSameRows(step, next)) {
      set(AttentionTile.NEXT_KEY_ROWS, 0);
    } else {
      set(AttentionTile.NEXT_KEY_ROWS, scratch.rows(call, next.tile).keys());
      set(AttentionTile.NEXT_KEY_OFFSET, keyOffset(next.unit));
    }
  }

  private static boolean isSameRows(Step a, Step b) {
    return a.tile == b.tile && a.unit.keyHead() == b.unit.keyHead();
  }

  private long keyOffset(AttentionUnit unit) {
    int width = code.shape().keyWidth();
    return call.keys().storage().type().bytes((long) unit.keyHead() * width);
  }

  private void prepare(AttentionUnit unit) {
    if (prepared != null && prepared.index() == unit.index()) {
      return;
    }
    long bytes = (long) code.shape().keyWidth() * Float.BYTES;
    queries = scratch.queries.need(unit.queries() * bytes).address();
    int factor = Float.floatToRawIntBits(call.scale() * LOG2_E);
    for (int query = 0; query < unit.queries(); query++) {
      long from = call.address(call.q(), unit, query);
      code.prepare().call(from, queries + query * bytes, factor, 0, 0, 0);
    }
    prepared = unit;
  }

  /// Up to six queries from `first`; false if none of them sees any position of the tile.
  private boolean block(AttentionUnit unit, int tile, int first, long to) {
    int count = Math.min(BLOCK, unit.queries() - first);
    int most = visible(unit, tile, first + count - 1);
    if (most == 0) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      float visible = visible(unit, tile, first + i);
      arguments.set(ValueLayout.JAVA_FLOAT, AttentionTile.COUNTS + 4L * i, visible);
    }
    long queryBytes = (long) code.shape().keyWidth() * Float.BYTES;
    set(AttentionTile.QUERY, queries + first * queryBytes);
    set(AttentionTile.RECORDS, to);
    set(AttentionTile.SEEN, most);
    set(AttentionTile.COMMON, visible(unit, tile, first));
    code.tiles().get(count - 1).call(arguments.address(), 0, 0, 0, 0, 0);
    // what the next block reads came to the cache with this one
    set(AttentionTile.PREFETCH_VALUES, 0);
    set(AttentionTile.NEXT_KEY_ROWS, 0);
    return true;
  }

  /// Positions of the tile that a query sees.
  private int visible(AttentionUnit unit, int tile, int query) {
    return Math.clamp(call.seen(unit, query) - (long) tile * POSITIONS, 0, POSITIONS);
  }
}
