package dev.fathom.kernel.x86;

import dev.fathom.tensor.ElementType;

/// Emits the product of one row of activations with levels as they are unpacked: without the way
/// through the panel, which only pays for several rows. The integers are the same, so are the sums.
/// For processors with 32 registers; takes those that {@link WeightPanel} leaves.
final class SingleRow implements LevelSink {
  /// The row's block of activations; of types of 32 columns a block, its levels.
  static final Gpr ROW = Gpr.R13;

  /// What the row has once a block of 32 columns.
  static final Gpr PER_BLOCK = Gpr.R14;

  private static final int DOTS = 16;
  private static final int SUMS = 24;
  private static final int STEP = 26;
  private static final int FACTOR = 27;

  private final Assembler a;
  private final Target target;
  private final ElementType type;
  private final int scales;
  private int half;

  /// With scales `scales` bytes behind {@link WeightPanel#PANEL}.
  SingleRow(Assembler a, Target target, ElementType type, int scales) {
    this.a = a;
    this.target = target;
    this.type = type;
    this.scales = scales;
  }

  /// The sums of half `h` of the tile: integers of a block of 256, else floats of all blocks.
  Vec sum(int h) {
    return target.vector(SUMS + h);
  }

  /// Half `h` comes next.
  void start(int h) {
    half = h;
  }

  private Vec dot(int subBlock) {
    return target.vector(DOTS + subBlock % 8);
  }

  @Override
  public void begin(int subBlock) {
    switch (type) {
      case Q6_K -> {
        int at = ActivationBlocks.SIXTEENTHS + 4 * subBlock;
        a.vpbroadcastd(dot(subBlock), Mem.at(ROW, at));
      }
      case Q8_0 -> a.vpbroadcastd(dot(0), Mem.at(PER_BLOCK, ActivationBlocks.MINUS_128));
      case Q4_0 -> a.vpbroadcastd(dot(0), Mem.at(PER_BLOCK, ActivationBlocks.MINUS_8));
      default -> a.vpxord(dot(subBlock), dot(subBlock), dot(subBlock));
    }
  }

  @Override
  public void take(int step, Vec levels) {
    int subBlock = type == ElementType.Q6_K ? step / 4 : step / 8;
    a.vpdpbusd(dot(subBlock), levels, Mem.at(ROW, 4 * step).repeated());
  }

  @Override
  public void end(int subBlock) {
    Vec dot = dot(subBlock);
    if (ActivationBlocks.isWide(type)) {
      a.vpmulld(dot, dot, Mem.at(WeightPanel.PANEL, scales + 2 * target.bytes() * subBlock));
      a.vpaddd(sum(half), sum(half), dot);
      return;
    }
    Vec factor = target.vector(FACTOR);
    a.vcvtdq2ps(dot, dot);
    a.vbroadcastss(factor, Mem.at(PER_BLOCK, ActivationBlocks.STEPS));
    a.vmulps(factor, target.vector(STEP), factor);
    a.vfmadd231ps(sum(half), factor, dot);
    a.add(ROW, 32);
    a.add(PER_BLOCK, 4);
  }

  @Override
  public void step(Vec steps) {
    a.vmovups(target.vector(STEP), steps);
  }
}
