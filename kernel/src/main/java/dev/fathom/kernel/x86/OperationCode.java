package dev.fathom.kernel.x86;

import java.util.function.Consumer;

/// Emits a loop that only multiplies and adds, on registers: {@link #SUMS} sums, of which none
/// waits for another. The routine takes (rounds, left, right, sums): a vector each of left and
/// right factors is read, their products are added to all sums once a round, and the sums are
/// written one after the other.
///
/// @param code of the routine
/// @param vectorBytes of a factor and of a sum
/// @param operations of a round, all sums together; a multiplication and an addition are two
public record OperationCode(byte[] code, int vectorBytes, long operations) {
  /// More than any processor needs to keep two units with a latency of five cycles busy.
  public static final int SUMS = 12;

  private static final int LEFT = SUMS;
  private static final int RIGHT = SUMS + 1;
  private static final int PRODUCTS = SUMS + 2;

  /// On f32.
  public static OperationCode floats(Target target) {
    Assembler a = target.assembler();
    Vec left = target.vector(LEFT);
    Vec right = target.vector(RIGHT);
    byte[] code = loop(a, target, sum -> a.vfmadd231ps(sum, left, right));
    return new OperationCode(code, target.bytes(), 2L * SUMS * target.lanes());
  }

  /// On bytes, unsigned times signed. Sums have 32 bits, or 16 where there are no dot products of
  /// bytes: a kernel there has to widen them now and then, which is not counted.
  public static OperationCode levels(Target target) {
    Assembler a = target.assembler();
    Vec left = target.vector(LEFT);
    Vec right = target.vector(RIGHT);
    Vec products = target.vector(PRODUCTS);
    byte[] code =
        loop(
            a,
            target,
            sum -> {
              if (target.dots()) {
                a.vpdpbusd(sum, left, right);
              } else {
                a.vpmaddubsw(products, left, right);
                a.vpaddw(sum, sum, products);
              }
            });
    return new OperationCode(code, target.bytes(), 2L * SUMS * target.bytes());
  }

  private static byte[] loop(Assembler a, Target target, Consumer<Vec> multiply) {
    a.vmovups(target.vector(LEFT), Mem.at(Gpr.RSI));
    a.vmovups(target.vector(RIGHT), Mem.at(Gpr.RDX));
    for (int sum = 0; sum < SUMS; sum++) {
      Vec zero = target.vector(sum);
      a.vpxord(zero, zero, zero);
    }
    Label more = a.here();
    for (int sum = 0; sum < SUMS; sum++) {
      multiply.accept(target.vector(sum));
    }
    a.sub(Gpr.RDI, 1);
    a.jump(Condition.NOT_EQUAL, more);
    for (int sum = 0; sum < SUMS; sum++) {
      a.vmovups(Mem.at(Gpr.RCX, target.bytes() * sum), target.vector(sum));
    }
    a.vzeroupper();
    a.ret();
    return a.finish();
  }
}
