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
public final class ProductCode extends TileCode {
  private static final Gpr WEIGHTS = Gpr.RSI;
  private static final Gpr SCALES_AT = Gpr.RDX;
  private static final Gpr COLUMN = Gpr.RAX;
  private static final Gpr PER_BLOCK = Gpr.R15; // bytes into what a block of columns has once
  private final ElementType type;
  private final WeightPanel panel;
  private final ProductRegisters registers;
  private final DotProducts products;
  private final SingleRow single;

  private ProductCode(Target target, ElementType type) {
    super(target, 2 * target.bytes() * WeightPanel.PAIRS, ActivationBlocks.COLUMNS);
    this.type = type;
    this.panel = new WeightPanel(a, target, type);
    this.registers = new ProductRegisters(target);
    this.products = DotProducts.of(a, registers, type);
    this.single = new SingleRow(a, target, type, panel.levels());
  }

  /// Whether there is code for weights of type `type`.
  public static boolean knows(ElementType type) {
    return switch (type) {
      case Q4_0, Q8_0, Q4_K, Q5_K, Q6_K -> true;
      default -> false;
    };
  }

  /// Bytes of scratch for `tokens` rows of activations.
  public static long scratchBytes(Target target, int tokens) {
    return PANEL + 2L * target.bytes() * (WeightPanel.PAIRS + tokens);
  }

  /// The code for weights of type `type`.
  public static byte[] emit(Target target, ElementType type) {
    return new ProductCode(target, type).routine();
  }

  @Override
  void constants() {
    panel.constants();
  }

  @Override
  int chunkBytes() {
    return (int) type.bytes(ActivationBlocks.COLUMNS);
  }

  @Override
  void chunk() {
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
      if (ActivationBlocks.isWide(type)) {
        a.vmovdqu32(sum(0, half), single.sum(half));
      } else {
        a.vmovups(total(0, half), single.sum(half));
      }
    }
    if (ActivationBlocks.isWide(type)) {
      finish(1);
    }
  }

  /// What a half of a tile begins with in {@link #oneRow}.
  private void startSingle(int half) {
    single.start(half);
    if (ActivationBlocks.isWide(type)) {
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
      rowsOf(half);
      a.lea(WeightPanel.PANEL, Mem.at(SCRATCH, PANEL + vector * half));
      a.mov(WeightPanel.BLOCKS, Mem.at(SCRATCH, CHUNK_COLUMNS));
      a.shr(WeightPanel.BLOCKS, 5);
      panel.unpack(sink);
    }
  }

  @Override
  void rows(int count) {
    a.lea(WEIGHTS, Mem.at(SCRATCH, PANEL));
    a.lea(SCALES_AT, Mem.at(SCRATCH, PANEL + panel.levels()));
    a.xor(COLUMN, COLUMN);
    a.xor(PER_BLOCK, PER_BLOCK);
    if (ActivationBlocks.isWide(type)) {
      wide(count);
    } else {
      narrow(count);
    }
  }

  private Vec dot(int row, int half) {
    return registers.dot(row, half);
  }

  private Vec sum(int row, int half) {
    return registers.sum(row, half);
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
    weights(Mem.at(SCALES_AT));
    a.add(SCALES_AT, pair);
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
