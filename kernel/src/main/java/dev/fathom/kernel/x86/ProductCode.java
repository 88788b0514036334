package dev.fathom.kernel.x86;

import dev.fathom.tensor.ElementType;
import java.util.Arrays;

/// Emits the product of a quantised weight with rows of activations that {@link ActivationBlocks}
/// rounded. Two vectors of rows of the weight by 256 columns at a time are unpacked to the first
/// cache ({@link WeightPanel}) and meet every row of activations there, some of them in registers
/// together ({@link ProductRegisters}).
///
/// A result is the sum over blocks, in their order, of an exact integer product times the block's
/// steps: so it does not depend on how many rows of activations there are, nor on the others. One
/// code serves one row (decoding, where memory is the limit) and many (prompts, where the 8-bit dot
/// products are).
///
/// The routine takes `(first, second, tiles, job, scratch)`: a vector of rows of the weight from
/// row `first` and one from `second`, then those a tile further on, `tiles` times. `job` and
/// `scratch` are laid out as the constants here say.
public final class ProductCode {
  // the job, 8 bytes each
  public static final int WEIGHT = 0;
  public static final int ROW_STRIDE = 8;

  /// Blocks of 256 columns, the last one perhaps not full.
  public static final int CHUNKS = 16;

  /// Columns of the last chunk.
  public static final int LAST_COLUMNS = 24;

  /// Rows of activations.
  public static final int TOKENS = 32;

  public static final int ACTIVATIONS = 40;

  /// Bytes from one chunk of the activations to the next.
  public static final int CHUNK_STRIDE = 48;

  /// Address of a long for each row of activations: bytes from the chunk's start to its block.
  public static final int INPUTS = 56;

  public static final int OUT = 64;

  /// Address of a long for each row of activations: bytes from `OUT` to its row of results.
  public static final int OUTPUTS = 72;

  /// Bytes of a job.
  public static final int JOB_BYTES = 80;

  // the scratch: where the work stands, a panel, then two vectors of sums for each row of
  // activations
  private static final int FIRST = 0;
  private static final int SECOND = 8;
  private static final int TILES = 16;
  private static final int CHUNK = 24;
  private static final int CHUNKS_LEFT = 32;
  private static final int OFFSET = 40;
  private static final int CHUNK_COLUMNS = 48;
  private static final int PANEL = 64;

  private static final Gpr[] SAVED = {Gpr.RBX, Gpr.RBP, Gpr.R12, Gpr.R13, Gpr.R14, Gpr.R15};

  private static final Gpr JOB = Gpr.RBX;
  private static final Gpr SCRATCH = Gpr.RBP;
  private static final Gpr T = Gpr.RAX;

  // while panel and activations meet
  private static final Gpr ROWS_LEFT = Gpr.RCX;
  private static final Gpr INPUT = Gpr.R14;
  private static final Gpr SUM = Gpr.RDI;
  private static final Gpr WEIGHTS = Gpr.RSI;
  private static final Gpr SCALES = Gpr.RDX;
  private static final Gpr COLUMN = Gpr.RAX;
  private static final Gpr PER_BLOCK = Gpr.R15; // bytes into what a block of columns has once
  private static final Gpr[] ROW = {Gpr.R8, Gpr.R9, Gpr.R10, Gpr.R11, Gpr.R12, Gpr.R13};

  private final Assembler a;
  private final Target target;
  private final ElementType type;
  private final WeightPanel panel;
  private final ProductRegisters registers;
  private final DotProducts products;
  private final SingleRow single;

  /// Bytes of a vector.
  private final int vector;

  /// Bytes of both vectors of a tile.
  private final int pair;

  /// Where the sums start in the scratch.
  private final int sums;

  private ProductCode(Target target, ElementType type) {
    this.a = target.assembler();
    this.target = target;
    this.type = type;
    this.panel = new WeightPanel(a, target, type);
    this.registers = new ProductRegisters(target);
    this.products = DotProducts.of(a, registers, type);
    this.single = new SingleRow(a, target, type, panel.levels());
    this.vector = target.bytes();
    this.pair = 2 * vector;
    this.sums = PANEL + panel.bytes();
  }

  /// Whether there is code for weights of type `type`.
  public static boolean knows(ElementType type) {
    return switch (type) {
      case Q4_0, Q8_0, Q4_K, Q5_K, Q6_K -> true;
      default -> false;
    };
  }

  /// Whether activations that meet `type` are rounded in steps of 256 columns, else of 32.
  public static boolean isWide(ElementType type) {
    return type.blockLength() == ActivationBlocks.COLUMNS;
  }

  /// Bytes of scratch for `tokens` rows of activations.
  public static long scratchBytes(Target target, int tokens) {
    return PANEL + 2L * target.bytes() * (WeightPanel.PAIRS + tokens);
  }

  /// The code for weights of type `type`.
  public static byte[] emit(Target target, ElementType type) {
    return new ProductCode(target, type).routine();
  }

  private byte[] routine() {
    for (Gpr register : SAVED) {
      a.push(register);
    }
    a.mov(JOB, Gpr.RCX);
    a.mov(SCRATCH, Gpr.R8);
    a.mov(Mem.at(SCRATCH, FIRST), Gpr.RDI);
    a.mov(Mem.at(SCRATCH, SECOND), Gpr.RSI);
    a.mov(Mem.at(SCRATCH, TILES), Gpr.RDX);
    panel.constants();
    Label tiles = a.here();
    tile();
    advance(FIRST, target.tileRows());
    advance(SECOND, target.tileRows());
    advance(TILES, -1);
    a.jump(Condition.NOT_EQUAL, tiles);
    a.vzeroupper();
    for (int i = SAVED.length - 1; i >= 0; i--) {
      a.pop(SAVED[i]);
    }
    a.ret();
    return a.finish();
  }

  /// Adds to a number of the scratch.
  private void advance(int number, int by) {
    a.mov(T, Mem.at(SCRATCH, number));
    a.add(T, by);
    a.mov(Mem.at(SCRATCH, number), T);
  }

  private void copy(int toScratch, int fromJob) {
    a.mov(T, Mem.at(JOB, fromJob));
    a.mov(Mem.at(SCRATCH, toScratch), T);
  }

  private void tile() {
    clearSums();
    copy(CHUNKS_LEFT, CHUNKS);
    copy(CHUNK, ACTIVATIONS);
    a.xor(T, T);
    a.mov(Mem.at(SCRATCH, OFFSET), T);
    Label chunks = a.here();
    chunkColumns();
    Label several = new Label();
    Label done = new Label();
    if (target.manyRegisters()) {
      a.mov(T, Mem.at(JOB, TOKENS));
      a.cmp(T, 1);
      a.jump(Condition.NOT_EQUAL, several);
      oneRow();
      a.jmp(done);
    }
    a.bind(several);
    unpack(panel);
    multiply();
    a.bind(done);
    advance(OFFSET, chunkBytes());
    a.mov(T, Mem.at(SCRATCH, CHUNK));
    a.add(T, Mem.at(JOB, CHUNK_STRIDE));
    a.mov(Mem.at(SCRATCH, CHUNK), T);
    advance(CHUNKS_LEFT, -1);
    a.jump(Condition.NOT_EQUAL, chunks);
    storeSums();
  }

  private int chunkBytes() {
    return (int) type.bytes(ActivationBlocks.COLUMNS);
  }

  /// 256, or fewer in the last chunk.
  private void chunkColumns() {
    Label store = new Label();
    a.mov(Gpr.RDX, ActivationBlocks.COLUMNS);
    a.mov(T, Mem.at(SCRATCH, CHUNKS_LEFT));
    a.cmp(T, 1);
    a.jump(Condition.NOT_EQUAL, store);
    a.mov(Gpr.RDX, Mem.at(JOB, LAST_COLUMNS));
    a.bind(store);
    a.mov(Mem.at(SCRATCH, CHUNK_COLUMNS), Gpr.RDX);
  }

  /// Runs `body` for every row of activations with SUM at its sums.
  private void everyRow(Runnable body) {
    a.lea(SUM, Mem.at(SCRATCH, sums));
    a.mov(ROWS_LEFT, Mem.at(JOB, TOKENS));
    Label loop = a.here();
    body.run();
    a.add(SUM, pair);
    a.sub(ROWS_LEFT, 1);
    a.jump(Condition.NOT_EQUAL, loop);
  }

  private void clearSums() {
    Vec zero = target.vector(0);
    clear(zero);
    everyRow(
        () -> {
          a.vmovups(Mem.at(SUM), zero);
          a.vmovups(Mem.at(SUM, vector), zero);
        });
  }

  private void storeSums() {
    Vec first = target.vector(0);
    Vec second = target.vector(1);
    a.mov(INPUT, Mem.at(JOB, OUTPUTS));
    a.mov(Gpr.R8, Mem.at(SCRATCH, FIRST));
    a.mov(Gpr.R9, Mem.at(SCRATCH, SECOND));
    everyRow(
        () -> {
          a.mov(Gpr.R10, Mem.at(INPUT));
          a.add(Gpr.R10, Mem.at(JOB, OUT));
          a.vmovups(first, Mem.at(SUM));
          a.vmovups(second, Mem.at(SUM, vector));
          a.vmovups(Mem.at(Gpr.R10, Gpr.R8, 4, 0), first);
          a.vmovups(Mem.at(Gpr.R10, Gpr.R9, 4, 0), second);
          a.add(INPUT, 8);
        });
  }

  /// One row of activations meets the weights as they are unpacked.
  private void oneRow() {
    Gpr row = ROW[0];
    a.mov(INPUT, Mem.at(JOB, INPUTS));
    a.mov(SingleRow.ROW, Mem.at(INPUT));
    a.add(SingleRow.ROW, Mem.at(SCRATCH, CHUNK));
    a.mov(PER_BLOCK, SingleRow.ROW);
    unpack(single);
    a.lea(SUM, Mem.at(SCRATCH, sums));
    a.mov(row, PER_BLOCK);
    for (int half = 0; half < 2; half++) {
      if (isWide(type)) {
        a.vmovdqu32(sum(0, half), single.sum(half));
      } else {
        a.vmovups(total(0, half), single.sum(half));
      }
    }
    if (isWide(type)) {
      finish(1);
    }
  }

  /// What a half of a tile begins with in {@link #oneRow}.
  private void startSingle(int half) {
    single.start(half);
    if (isWide(type)) {
      clear(single.sum(half));
    } else {
      a.vmovups(single.sum(half), Mem.at(SCRATCH, sums + vector * half));
      a.mov(SingleRow.ROW, PER_BLOCK);
      a.mov(SingleRow.PER_BLOCK, PER_BLOCK);
    }
  }

  /// Both halves of the panel; meanwhile the same columns of the next tile are fetched.
  private void unpack(LevelSink sink) {
    for (int half = 0; half < 2; half++) {
      if (sink == single) {
        startSingle(half);
      }
      a.mov(WeightPanel.ROWS, Mem.at(SCRATCH, half == 0 ? FIRST : SECOND));
      a.mov(WeightPanel.STRIDE, Mem.at(JOB, ROW_STRIDE));
      a.imul(WeightPanel.ROWS, WeightPanel.STRIDE);
      a.add(WeightPanel.ROWS, Mem.at(JOB, WEIGHT));
      a.add(WeightPanel.ROWS, Mem.at(SCRATCH, OFFSET));
      a.lea(WeightPanel.PANEL, Mem.at(SCRATCH, PANEL + vector * half));
      a.mov(WeightPanel.BLOCKS, Mem.at(SCRATCH, CHUNK_COLUMNS));
      a.shr(WeightPanel.BLOCKS, 5);
      ahead(half);
      panel.unpack(sink);
    }
  }

  /// A tile is contiguous, and so is what is fetched ahead: the same share of the next tile.
  private void ahead(int half) {
    Gpr line = RowPieces.AHEAD;
    a.mov(line, Mem.at(SCRATCH, FIRST));
    a.add(line, target.tileRows());
    a.imul(line, Mem.at(JOB, ROW_STRIDE));
    a.add(line, Mem.at(JOB, WEIGHT));
    a.mov(Gpr.RDX, Mem.at(SCRATCH, OFFSET));
    a.shl(Gpr.RDX, Integer.numberOfTrailingZeros(target.tileRows()));
    a.add(line, Gpr.RDX);
    a.add(line, half * target.lanes() * chunkBytes());
  }

  /// The panel with all rows of activations.
  private void multiply() {
    a.lea(SUM, Mem.at(SCRATCH, sums));
    a.mov(ROWS_LEFT, Mem.at(JOB, TOKENS));
    a.mov(INPUT, Mem.at(JOB, INPUTS));
    int most = target.group();
    Label done = new Label();
    Label fewer = new Label();
    Label loop = a.here();
    a.cmp(ROWS_LEFT, most);
    a.jump(Condition.BELOW, fewer);
    group(most);
    a.sub(ROWS_LEFT, most);
    a.jump(Condition.NOT_EQUAL, loop);
    a.jmp(done);
    a.bind(fewer);
    for (int count = most - 1; count > 0; count--) {
      Label next = new Label();
      a.cmp(ROWS_LEFT, count);
      a.jump(Condition.NOT_EQUAL, next);
      group(count);
      a.jmp(done);
      a.bind(next);
    }
    a.bind(done);
  }

  /// `count` rows of activations.
  private void group(int count) {
    for (int i = 0; i < count; i++) {
      a.mov(ROW[i], Mem.at(INPUT, 8 * i));
      a.add(ROW[i], Mem.at(SCRATCH, CHUNK));
    }
    a.lea(WEIGHTS, Mem.at(SCRATCH, PANEL));
    a.lea(SCALES, Mem.at(SCRATCH, PANEL + panel.levels()));
    a.xor(COLUMN, COLUMN);
    a.xor(PER_BLOCK, PER_BLOCK);
    if (isWide(type)) {
      wide(count);
    } else {
      narrow(count);
    }
    a.add(INPUT, 8 * count);
    a.add(SUM, pair * count);
  }

  private Vec dot(int row, int half) {
    return registers.dot(row, half);
  }

  private Vec sum(int row, int half) {
    return registers.sum(row, half);
  }

  @FunctionalInterface
  private interface Each {
    void emit(int row, int half);
  }

  private static void each(int count, Each body) {
    for (int row = 0; row < count; row++) {
      body.emit(row, 0);
      body.emit(row, 1);
    }
  }

  private void clear(Vec vector) {
    a.vpxord(vector, vector, vector);
  }

  /// Dot products of `steps` times four columns, on top of what stands there.
  private void dots(int count, int steps) {
    Mem[] activations = new Mem[count];
    Arrays.setAll(activations, row -> Mem.at(ROW[row], COLUMN, 1, 0));
    products.dots(steps, Mem.at(WEIGHTS), activations);
    a.add(WEIGHTS, pair * steps);
    a.add(COLUMN, 4 * steps);
  }

  /// Both halves of what `from` holds of the weight.
  private void weights(Mem from) {
    a.vmovdqu32(registers.weight(0), from);
    a.vmovdqu32(registers.weight(1), from.plus(vector));
  }

  /// Both halves of the scales of this sub-block.
  private void scales() {
    weights(Mem.at(SCALES));
    a.add(SCALES, pair);
  }

  /// Blocks of 256 columns. The products of sub-blocks times their scales are summed as integers:
  /// 16 by 128 by 63 by 16 by 127 is less than 2^31.
  private void wide(int count) {
    boolean six = type == ElementType.Q6_K;
    int steps = six ? 4 : 8;
    each(count, (row, half) -> clear(sum(row, half)));
    Label loop = a.here();
    each(
        count,
        (row, half) -> {
          if (six) {
            int at = ActivationBlocks.SIXTEENTHS;
            a.vpbroadcastd(dot(row, half), Mem.at(ROW[row], PER_BLOCK, 1, at));
          } else {
            clear(dot(row, half));
          }
        });
    dots(count, steps);
    scales();
    each(
        count,
        (row, half) -> {
          a.vpmulld(dot(row, half), dot(row, half), registers.weight(half));
          a.vpaddd(sum(row, half), sum(row, half), dot(row, half));
        });
    a.add(PER_BLOCK, 4);
    a.cmp(COLUMN, ActivationBlocks.COLUMNS);
    a.jump(Condition.NOT_EQUAL, loop);
    finish(count);
  }

  private void finish(int count) {
    if (type == ElementType.Q6_K) {
      each(count, this::addSix);
    } else {
      minima(count);
      each(count, this::addFour);
    }
  }

  /// `sum += step * (steps of the activations) * product`.
  private void addSix(int row, int half) {
    Vec step = registers.weight(0);
    Vec total = registers.temporary();
    a.vcvtdq2ps(sum(row, half), sum(row, half));
    stepTimesStep(step, row, half, panel.stepQ6());
    a.vmovups(total, total(row, half));
    a.vfmadd231ps(total, step, sum(row, half));
    a.vmovups(total(row, half), total);
  }

  /// As {@link #addSix}, and `sum -= ` minimum's step times the activations' times the minima's
  /// product.
  private void addFour(int row, int half) {
    Vec step = registers.weight(0);
    Vec minimum = registers.weight(1);
    Vec total = registers.temporary();
    a.vcvtdq2ps(sum(row, half), sum(row, half));
    a.vcvtdq2ps(dot(row, half), dot(row, half));
    stepTimesStep(step, row, half, panel.stepsQ45());
    stepTimesStep(minimum, row, half, panel.stepsQ45() + pair);
    a.vmovups(total, total(row, half));
    a.vfmadd231ps(total, step, sum(row, half));
    a.vfnmadd231ps(total, minimum, dot(row, half));
    a.vmovups(total(row, half), total);
  }

  private Mem total(int row, int half) {
    return Mem.at(SUM, pair * row + vector * half);
  }

  private void stepTimesStep(Vec to, int row, int half, int step) {
    a.vbroadcastss(to, Mem.at(ROW[row], ActivationBlocks.STEP));
    a.vmulps(to, to, Mem.at(SCRATCH, PANEL + step + vector * half));
  }

  /// Products of minima with the activations' sums, two sub-blocks at a time.
  private void minima(int count) {
    each(count, (row, half) -> clear(dot(row, half)));
    Vec x = registers.activations();
    for (int two = 0; two < 4; two++) {
      int offset = ActivationBlocks.SUMS + 4 * two;
      weights(Mem.at(SCRATCH, PANEL + panel.minima() + pair * two));
      each(
          count,
          (row, half) -> {
            if (half == 0) {
              a.vpbroadcastd(x, Mem.at(ROW[row], offset));
            }
            products.addShorts(dot(row, half), registers.weight(half), x);
          });
    }
  }

  /// Blocks of 32 columns, each with its own steps.
  private void narrow(int count) {
    Vec x = registers.activations();
    Vec t = registers.temporary();
    each(count, (row, half) -> a.vmovups(sum(row, half), total(row, half)));
    Label loop = a.here();
    each(count, this::correct);
    dots(count, 8);
    scales();
    each(
        count,
        (row, half) -> {
          if (half == 0) {
            a.vbroadcastss(x, Mem.at(ROW[row], PER_BLOCK, 1, ActivationBlocks.STEPS));
          }
          a.vcvtdq2ps(dot(row, half), dot(row, half));
          a.vmulps(t, registers.weight(half), x);
          a.vfmadd231ps(sum(row, half), t, dot(row, half));
        });
    a.add(PER_BLOCK, 4);
    a.cmp(COLUMN, Mem.at(SCRATCH, CHUNK_COLUMNS));
    a.jump(Condition.NOT_EQUAL, loop);
    each(count, (row, half) -> a.vmovups(total(row, half), sum(row, half)));
  }

  /// What unsigned levels make too much of a product of 32 columns.
  private void correct(int row, int half) {
    boolean eight = type == ElementType.Q8_0;
    if (eight && !target.unsignedBytes()) {
      clear(dot(row, half));
    } else {
      int correction = eight ? ActivationBlocks.MINUS_128 : ActivationBlocks.MINUS_8;
      a.vpbroadcastd(dot(row, half), Mem.at(ROW[row], PER_BLOCK, 1, correction));
    }
  }
}
