package dev.fathom.kernel.x86;

import static dev.fathom.kernel.x86.Vec.zmm;

import dev.fathom.tensor.ElementType;

/// Emits the product of one row of f32 with a weight of floats that lies transposed: `out[n] =
/// sum_k x[k] * w[k, n]`, sums in order of k. For processors with AVX-512.
public final class TransposedCode {
  /// Columns of the result that the routine makes sixteen at a time.
  public static final int STEP = 16;

  /// Vectors of sums in registers together.
  private static final int TOGETHER = 8;

  private static final Gpr OUT = Gpr.RDI;
  private static final Gpr X = Gpr.RSI;
  private static final Gpr W = Gpr.RDX;
  private static final Gpr INNER = Gpr.RCX;
  private static final Gpr LEFT = Gpr.R8;
  private static final Gpr STRIDE = Gpr.R9;
  private static final Gpr ROW = Gpr.R10;
  private static final Gpr K = Gpr.RAX;

  private final Assembler a = Assembler.avx512();
  private final ElementType type;

  private TransposedCode(ElementType type) {
    this.type = type;
  }

  /// Whether there is code for weights of type `type`.
  public static boolean knows(ElementType type) {
    return type == ElementType.F32 || type == ElementType.F16 || type == ElementType.BF16;
  }

  /// `(out, x, w, K, N, stride)`: N is a multiple of 16, rows of `w` are `stride` bytes apart.
  public static byte[] emit(ElementType type) {
    return new TransposedCode(type).routine();
  }

  private byte[] routine() {
    for (int count : new int[] {TOGETHER, 1}) {
      Label fewer = new Label();
      Label loop = a.here();
      a.cmp(LEFT, count * STEP);
      a.jump(Condition.LESS, fewer);
      columns(count);
      a.sub(LEFT, count * STEP);
      a.jmp(loop);
      a.bind(fewer);
    }
    a.vzeroupper();
    a.ret();
    return a.finish();
  }

  private void columns(int count) {
    for (int i = 0; i < count; i++) {
      a.vpxord(zmm(i), zmm(i), zmm(i));
    }
    a.mov(ROW, W);
    a.xor(K, K);
    Label loop = a.here();
    a.vbroadcastss(zmm(31), Mem.at(X, K, 4, 0));
    for (int i = 0; i < count; i++) {
      load(zmm(8 + i), i);
      a.vfmadd231ps(zmm(i), zmm(8 + i), zmm(31));
    }
    a.add(ROW, STRIDE);
    a.add(K, 1);
    a.cmp(K, INNER);
    a.jump(Condition.NOT_EQUAL, loop);
    for (int i = 0; i < count; i++) {
      a.vmovups(Mem.at(OUT, 64 * i), zmm(i));
    }
    a.add(OUT, 64 * count);
    a.add(W, (int) type.bytes((long) STEP * count));
  }

  private void load(Vec to, int i) {
    switch (type) {
      case F16 -> a.vcvtph2ps(to, Mem.at(ROW, 32 * i));
      case BF16 -> {
        a.vpmovzxwd(to, Mem.at(ROW, 32 * i));
        a.vpslld(to, to, 16);
      }
      default -> a.vmovups(to, Mem.at(ROW, 64 * i));
    }
  }
}
