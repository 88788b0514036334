package dev.fathom.kernel;

import dev.fathom.kernel.x86.AttentionShape;
import dev.fathom.kernel.x86.CodePage;
import dev.fathom.kernel.x86.RowFormat;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Causal attention in emitted code, for processors with AVX-512 (F, BW, DQ, VL). Code is emitted
/// when a shape first comes. Head widths that are no multiples of 16, or of the cache type's block,
/// are refused by {@link #handles}; {@link VectorAttention} serves them.
///
/// A query sees the cache in tiles of 256 positions, each with a softmax of its own; tiles are
/// merged in order (FlashAttention, FlashDecoding). Tiles begin at multiples of 256, so a query's
/// result is the same bit for bit however tokens, heads and tiles are shared out.
final class MachineAttention implements AutoCloseable {
  private final WorkerTeam team;
  private final Map<AttentionShape, AttentionRoutines> routines = new ConcurrentHashMap<>();
  private final ThreadLocal<AttentionScratch> scratches =
      ThreadLocal.withInitial(AttentionScratch::new);

  /// Attention on `team`, which stays the caller's.
  MachineAttention(WorkerTeam team) {
    this.team = team;
  }

  /// Whether there is code for these widths and types.
  boolean handles(Tensor out, Tensor q, CacheRows keys, CacheRows values) {
    return fits(q.columns(), keys.storage().type()) && fits(out.columns(), values.storage().type());
  }

  private static boolean fits(int width, ElementType type) {
    return switch (type) {
      case F32, F16, Q8_0 -> AttentionShape.fits(width, format(type));
      default -> false;
    };
  }

  private static RowFormat format(ElementType type) {
    return switch (type) {
      case F32 -> RowFormat.F32;
      case F16 -> RowFormat.F16;
      case Q8_0 -> RowFormat.Q8_0;
      default -> throw new IllegalArgumentException("no attention code for a cache of " + type);
    };
  }

  /// As {@link KernelSet#attention}, whose contract has been checked, for what is {@link #handles
  /// handled}.
  void run(Tensor out, Tensor q, CacheRows keys, CacheRows values, int position, float scale) {
    if (q.rows() == 0) {
      return;
    }
    AttentionShape shape =
        new AttentionShape(
            q.columns(),
            out.columns(),
            format(keys.storage().type()),
            format(values.storage().type()));
    AttentionRoutines code = routines.computeIfAbsent(shape, MachineAttention::emitted);
    AttentionCall call = new AttentionCall(code, out, q, keys, values, position, scale);
    try {
      new AttentionPlan(call, team, scratches).run();
    } finally {
      // the code was given mere addresses
      Reference.reachabilityFence(call);
      Reference.reachabilityFence(scratches);
    }
  }

  private static AttentionRoutines emitted(AttentionShape shape) {
    try {
      return AttentionRoutines.of(shape);
    } catch (CodePage.Refusal e) {
      throw new IllegalStateException("attention: " + e.getMessage(), e);
    }
  }

  /// Gives the code's memory back; no call may be under way.
  @Override
  public void close() {
    routines.values().forEach(AttentionRoutines::close);
    routines.clear();
  }
}
