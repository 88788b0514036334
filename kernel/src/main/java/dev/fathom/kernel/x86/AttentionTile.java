package dev.fathom.kernel.x86;

import static dev.fathom.kernel.x86.Gpr.R10;
import static dev.fathom.kernel.x86.Gpr.R11;
import static dev.fathom.kernel.x86.Gpr.R12;
import static dev.fathom.kernel.x86.Gpr.R13;
import static dev.fathom.kernel.x86.Gpr.R14;
import static dev.fathom.kernel.x86.Gpr.R15;
import static dev.fathom.kernel.x86.Gpr.R8;
import static dev.fathom.kernel.x86.Gpr.R9;
import static dev.fathom.kernel.x86.Gpr.RAX;
import static dev.fathom.kernel.x86.Gpr.RBP;
import static dev.fathom.kernel.x86.Gpr.RBX;
import static dev.fathom.kernel.x86.Gpr.RCX;
import static dev.fathom.kernel.x86.Gpr.RDI;
import static dev.fathom.kernel.x86.Gpr.RDX;
import static dev.fathom.kernel.x86.Gpr.RSI;

/// Emits attention of up to six queries to the positions of one tile: scores, their powers of two,
/// and the sums of values so weighted. The one argument points to a block of longs, see the
/// constants.
///
/// Every query's arithmetic is its own and in one order: a score is summed in sixteen lanes along
/// the width, then over the lanes as a tree; weights in sixteen lanes along the positions; values
/// by position. Queries beside it only share what is loaded.
public final class AttentionTile {
  /// Positions of a tile.
  public static final int POSITIONS = 256;

  /// Queries of a call, at most: 6 by 4 accumulators fill the registers.
  public static final int QUERIES = 6;

  /// Bytes of a query's scores in the scratch.
  public static final int SCORE_BYTES = 4 * POSITIONS;

  // fields of the argument block

  /// The queries, f32, behind each other, times the scale and log2(e).
  public static final int QUERY = 0;

  /// Scratch: {@link #SCORE_BYTES} a query.
  public static final int SCORES = 8;

  /// Records to overwrite, one a query, behind each other.
  public static final int RECORDS = 16;

  /// Addresses of the key rows by position; repeated to a multiple of four.
  public static final int KEY_ROWS = 24;

  public static final int VALUE_ROWS = 32;

  /// Bytes from the start of a key row to the head's part.
  public static final int KEY_OFFSET = 40;

  public static final int VALUE_OFFSET = 48;

  /// Positions that any of the queries sees: at least one.
  public static final int SEEN = 56;

  /// Positions that all of the queries see.
  public static final int COMMON = 64;

  /// Not 0 if value rows are worth a prefetch while keys are read.
  public static final int PREFETCH_VALUES = 72;

  /// Addresses of {@link #POSITIONS} key rows to prefetch while values are read; 0 for none.
  public static final int NEXT_KEY_ROWS = 80;

  /// Bytes from the start of a next key row to the part to prefetch.
  public static final int NEXT_KEY_OFFSET = 88;

  /// How many positions each query sees, as floats.
  public static final int COUNTS = 96;

  public static final int BYTES = COUNTS + 4 * QUERIES;

  /// Key rows that are read together.
  private static final int ROWS = 4;

  private static final Gpr ARGUMENTS = RDI;
  private static final Gpr POSITION = R12;
  private static final Gpr END = R13;
  private static final Gpr SCORE = R14;
  private static final Gpr SPARE = R15;

  private final Assembler a;
  private final AttentionShape shape;
  private final int queries;

  private AttentionTile(Assembler a, AttentionShape shape, int queries) {
    this.a = a;
    this.shape = shape;
    this.queries = queries;
  }

  /// The routine for `queries` queries; returns where it starts.
  static Label emit(Assembler a, AttentionShape shape, int queries) {
    AttentionTile tile = new AttentionTile(a, shape, queries);
    Label start = a.here();
    Gpr[] saved = {RBX, RBP, R12, R13, R14, R15};
    for (Gpr register : saved) {
      a.push(register);
    }
    tile.scores();
    tile.weights();
    tile.values();
    for (int i = saved.length - 1; i >= 0; i--) {
      a.pop(saved[i]);
    }
    a.vzeroupper();
    a.ret();
    return start;
  }

  private static Mem argument(int field) {
    return Mem.at(ARGUMENTS, field);
  }

  // scores: four positions by all queries at a time

  private static final Gpr QUERY_START = RSI;
  private static final Gpr KEY_TABLE = RDX;
  private static final Gpr[] KEY_ROW = {R8, R9, R10, R11};
  private static final Gpr KEY_AT = RAX;
  private static final Gpr QUERY_AT = RBX;
  private static final Gpr OFFSET = RBP;

  /// Rows to prefetch, or 0.
  private static final Gpr AHEAD = RCX;

  private static final Vec LOADED = Vec.zmm(28);
  private static final Vec STEP = Vec.zmm(29);

  private static Vec sum(int query, int other) {
    return Vec.zmm(4 * query + other);
  }

  private static Vec row(int index) {
    return Vec.zmm(24 + index);
  }

  private void scores() {
    a.mov(QUERY_START, argument(QUERY));
    a.mov(KEY_TABLE, argument(KEY_ROWS));
    a.mov(OFFSET, argument(KEY_OFFSET));
    a.mov(SCORE, argument(SCORES));
    a.mov(AHEAD, argument(PREFETCH_VALUES));
    a.mov(POSITION, 0);
    Label four = a.here();
    prefetchValues();
    for (int i = 0; i < ROWS; i++) {
      a.mov(KEY_ROW[i], Mem.at(KEY_TABLE, POSITION, 8, 8 * i));
      a.add(KEY_ROW[i], OFFSET);
    }
    clearSums(ROWS);
    products();
    for (int query = 0; query < queries; query++) {
      storeScores(query);
    }
    a.add(POSITION, ROWS);
    a.cmp(POSITION, argument(SEEN));
    a.jump(Condition.LESS, four);
  }

  /// Keys came to the cache while the last tile's values were read; now values come while keys are.
  private void prefetchValues() {
    Label none = new Label();
    a.test(AHEAD, AHEAD);
    a.jump(Condition.EQUAL, none);
    a.mov(SPARE, argument(VALUE_ROWS));
    for (int i = 0; i < ROWS; i++) {
      a.mov(KEY_ROW[i], Mem.at(SPARE, POSITION, 8, 8 * i));
      a.add(KEY_ROW[i], argument(VALUE_OFFSET));
      for (int at = 0; at < shape.values().bytes(shape.valueWidth()); at += 64) {
        a.prefetcht0(Mem.at(KEY_ROW[i], at));
      }
    }
    a.bind(none);
  }

  private void clearSums(int others) {
    for (int query = 0; query < queries; query++) {
      for (int i = 0; i < others; i++) {
        a.vpxord(sum(query, i), sum(query, i), sum(query, i));
      }
    }
  }

  /// Adds queries times keys to the sums, along the width.
  private void products() {
    RowFormat format = shape.keys();
    int width = shape.keyWidth();
    int elements = width % 32 == 0 ? 32 : 16;
    a.mov(KEY_AT, 0);
    a.mov(QUERY_AT, 0);
    Label more = a.here();
    for (int element = 0; element < elements; element += 16) {
      for (int i = 0; i < ROWS; i++) {
        format.load(a, row(i), Mem.at(KEY_ROW[i], KEY_AT, 1, 0), element, STEP);
      }
      for (int query = 0; query < queries; query++) {
        a.vmovups(LOADED, Mem.at(QUERY_START, QUERY_AT, 1, 4 * (query * width + element)));
        for (int i = 0; i < ROWS; i++) {
          a.vfmadd231ps(sum(query, i), LOADED, row(i));
        }
      }
    }
    a.add(KEY_AT, format.bytes(elements));
    a.add(QUERY_AT, 4 * elements);
    a.cmp(QUERY_AT, 4 * width);
    a.jump(Condition.LESS, more);
  }

  /// Sums four registers over their lanes, together: to the 128-bit lanes, then over these.
  private void storeScores(int query) {
    Vec low = row(0);
    Vec high = row(1);
    pairs(low, sum(query, 0), sum(query, 1));
    pairs(high, sum(query, 2), sum(query, 3));
    Vec all = row(2);
    a.vpunpcklqdq(all, low, high);
    a.vpunpckhqdq(low, low, high);
    a.vaddps(all, all, low);
    a.vextracti64x4(low.y(), all, 1);
    a.vaddps(all.y(), all.y(), low.y());
    a.vextracti32x4(low.x(), all.y(), 1);
    a.vaddps(all.x(), all.x(), low.x());
    a.vmovups(Mem.at(SCORE, POSITION, 4, query * SCORE_BYTES), all.x());
  }

  /// Elements 0 and 2, 1 and 3 of every 128 bits added, of `first` and `second` by turns.
  private void pairs(Vec to, Vec first, Vec second) {
    a.vpunpckldq(to, first, second);
    a.vpunpckhdq(LOADED, first, second);
    a.vaddps(to, to, LOADED);
  }

  // weights: scores to powers of two, query by query

  private static final Gpr COUNT = R8;
  private static final Gpr RECORD = R9;
  private static final Gpr LEFT = RBX;
  private static final Gpr SCORE_AT = RAX;
  private static final Vec NUMBERS = Vec.zmm(0);
  private static final Vec SIXTEEN = Vec.zmm(1);
  private static final Vec UNSEEN = Vec.zmm(2);
  private static final Vec SEEN_COUNT = Vec.zmm(3);
  private static final Vec NUMBER = Vec.zmm(4);
  private static final Vec LARGEST = Vec.zmm(5);
  private static final Vec TOTAL = Vec.zmm(6);
  private static final Vec LOWEST = Vec.zmm(7);
  private static final Vec VALUE = Vec.zmm(8);

  /// Compares as less; a NaN is not less.
  private static final int LESS = 1;

  private static final int NOT_LESS = 5;

  private void weights() {
    Exponential exponential = new Exponential(a, 16);
    exponential.prepare();
    a.vmovups(NUMBERS, a.constant(numbers()));
    broadcast(SIXTEEN, 16);
    broadcast(UNSEEN, -1);
    broadcast(LOWEST, Float.NEGATIVE_INFINITY);
    a.mov(SCORE, argument(SCORES));
    a.mov(RECORD, argument(RECORDS));
    a.lea(COUNT, argument(COUNTS));
    a.mov(END, argument(SEEN));
    a.shl(END, 2);
    a.mov(LEFT, queries);
    Label next = a.here();
    a.vbroadcastss(SEEN_COUNT, Mem.at(COUNT));
    largest();
    powers(exponential);
    a.vmovss(Mem.at(RECORD, shape.largest()), LARGEST.x());
    a.vmovss(Mem.at(RECORD, shape.largest() + 4), TOTAL.x());
    a.add(SCORE, SCORE_BYTES);
    a.add(RECORD, shape.recordBytes());
    a.add(COUNT, 4);
    a.sub(LEFT, 1);
    a.jump(Condition.NOT_EQUAL, next);
  }

  private void broadcast(Vec to, float value) {
    a.vbroadcastss(to, a.constant(Float.floatToRawIntBits(value)));
  }

  private static int[] numbers() {
    int[] bits = new int[16];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(i);
    }
    return bits;
  }

  /// Runs `body` for every sixteen scores, lanes that the query sees in K1.
  private void overScores(Runnable body) {
    a.vmovups(NUMBER, NUMBERS);
    a.mov(SCORE_AT, 0);
    Label more = a.here();
    a.vcmpps(Mask.K1, NUMBER, SEEN_COUNT, LESS);
    a.vmovups(VALUE, Mem.at(SCORE, SCORE_AT, 1, 0));
    body.run();
    a.vaddps(NUMBER, NUMBER, SIXTEEN);
    a.add(SCORE_AT, 64);
    a.cmp(SCORE_AT, END);
    a.jump(Condition.LESS, more);
  }

  private void largest() {
    a.vmovups(LARGEST, LOWEST);
    overScores(() -> a.where(Mask.K1).vmaxps(LARGEST, VALUE, LARGEST));
    overLanes(LARGEST, () -> a.vmaxps(LARGEST, LARGEST, VALUE));
  }

  /// Weights of positions that the query does not see become -1, which {@link #values} looks for.
  private void powers(Exponential exponential) {
    a.vpxord(TOTAL, TOTAL, TOTAL);
    overScores(
        () -> {
          a.vsubps(VALUE, VALUE, LARGEST);
          exponential.powerOfTwo(VALUE, row(0), row(1));
          a.where(Mask.K1).vaddps(TOTAL, TOTAL, VALUE);
          a.vmovups(row(0), UNSEEN);
          a.where(Mask.K1).vmovups(row(0), VALUE);
          a.vmovups(Mem.at(SCORE, SCORE_AT, 1, 0), row(0));
        });
    overLanes(TOTAL, () -> a.vaddps(TOTAL, TOTAL, VALUE));
  }

  /// Combines all lanes of `all`, as a tree; `step` takes the other half of them from VALUE.
  private void overLanes(Vec all, Runnable step) {
    a.vshufi32x4(VALUE, all, all, 0b01_00_11_10);
    step.run();
    a.vshufi32x4(VALUE, all, all, 0b10_11_00_01);
    step.run();
    a.vpshufd(VALUE, all, 0b01_00_11_10);
    step.run();
    a.vpshufd(VALUE, all, 0b10_11_00_01);
    step.run();
  }

  // values: all queries by 64 columns at a time

  private static final Gpr RESULT = RSI;
  private static final Gpr VALUE_TABLE = RDX;
  private static final Gpr VALUE_ROW = R8;
  private static final Gpr STRIP = R9;
  private static final Gpr AHEAD_AT = R10;
  private static final Gpr WIDTH_LEFT = RBX;
  private static final int COLUMNS = 64;
  private static final Vec NOTHING = Vec.zmm(30);

  private void values() {
    a.mov(RESULT, argument(RECORDS));
    a.mov(VALUE_TABLE, argument(VALUE_ROWS));
    a.mov(AHEAD, argument(NEXT_KEY_ROWS));
    a.mov(AHEAD_AT, argument(NEXT_KEY_OFFSET));
    a.mov(STRIP, argument(VALUE_OFFSET));
    a.mov(SCORE, argument(SCORES));
    a.vpxord(NOTHING, NOTHING, NOTHING);
    int whole = shape.valueWidth() / COLUMNS;
    if (whole > 0) {
      a.mov(WIDTH_LEFT, whole);
      Label more = a.here();
      strip(COLUMNS / 16);
      a.add(RESULT, 4 * COLUMNS);
      a.add(STRIP, shape.values().bytes(COLUMNS));
      a.add(AHEAD_AT, 64 * linesAhead());
      a.sub(WIDTH_LEFT, 1);
      a.jump(Condition.NOT_EQUAL, more);
    }
    if (shape.valueWidth() % COLUMNS != 0) {
      strip(shape.valueWidth() % COLUMNS / 16);
    }
  }

  /// Lines of the next key row that a strip prefetches, so that all strips fetch all of it.
  private int linesAhead() {
    int strips = Math.ceilDiv(shape.valueWidth(), COLUMNS);
    return Math.ceilDiv(Math.ceilDiv(shape.keys().bytes(shape.keyWidth()), 64), strips);
  }

  private void strip(int vectors) {
    clearSums(vectors);
    a.mov(POSITION, 0);
    positions(vectors, argument(COMMON), false);
    positions(vectors, argument(SEEN), true);
    for (int query = 0; query < queries; query++) {
      for (int i = 0; i < vectors; i++) {
        a.vmovups(Mem.at(RESULT, query * shape.recordBytes() + 64 * i), sum(query, i));
      }
    }
  }

  /// Adds weighted values up to position `end`. Where not all queries see all positions, those of
  /// the others must not count even if they are not numbers.
  private void positions(int vectors, Mem end, boolean someUnseen) {
    Label done = new Label();
    a.mov(END, end);
    a.cmp(POSITION, END);
    a.jump(Condition.NOT_LESS, done);
    Label more = a.here();
    prefetchKeys();
    a.mov(VALUE_ROW, Mem.at(VALUE_TABLE, POSITION, 8, 0));
    for (int i = 0; i < vectors; i++) {
      shape.values().load(a, row(i), Mem.at(VALUE_ROW, STRIP, 1, 0), 16 * i, STEP);
    }
    for (int query = 0; query < queries; query++) {
      a.vbroadcastss(LOADED, Mem.at(SCORE, POSITION, 4, query * SCORE_BYTES));
      if (someUnseen) {
        a.vcmpps(Mask.K1, LOADED, NOTHING, NOT_LESS);
      }
      for (int i = 0; i < vectors; i++) {
        a.where(someUnseen ? Mask.K1 : Mask.K0).vfmadd231ps(sum(query, i), LOADED, row(i));
      }
    }
    a.add(POSITION, 1);
    a.cmp(POSITION, END);
    a.jump(Condition.LESS, more);
    a.bind(done);
  }

  private void prefetchKeys() {
    Label none = new Label();
    a.test(AHEAD, AHEAD);
    a.jump(Condition.EQUAL, none);
    a.mov(SPARE, Mem.at(AHEAD, POSITION, 8, 0));
    for (int line = 0; line < linesAhead(); line++) {
      a.prefetcht0(Mem.at(SPARE, AHEAD_AT, 1, 64 * line));
    }
    a.bind(none);
  }
}
