package dev.fathom.kernel;

import dev.fathom.tensor.Tensor;
import java.util.List;

/// Arithmetic on tensors. Activations are f32 and off-heap; weights are of any readable type and
/// are read as they lie in the file. Letters: T tokens, H heads, N rows of a weight, K columns of a
/// weight, D model width, A = T times top-k expert assignments.
///
/// A result row depends on its own inputs only: sums are taken in one fixed order, whatever the
/// number of tokens in the call, their neighbours or the number of threads.
public sealed interface KernelSet extends AutoCloseable
    permits ScalarKernels, VectorKernels, MachineKernels, ForwardingKernels {
  /// `scalar`, `vector` ...; what `--kernels` takes and the log prints.
  String name();

  /// The threads these kernels run on.
  WorkerTeam team();

  /// `out[t, n] = sum_k x[t, k] * w[n, k]`.
  ///
  /// @param out `[T, N]` f32, overwritten
  /// @param x `[T, K]` f32, read
  /// @param w `[N, K]` any type, read
  void matmul(Tensor out, Tensor x, Tensor w);

  /// One weight a head: `out[t, h, n] = sum_k x[t, h, k] * w[h, n, k]`.
  ///
  /// @param out `[T, H, N]` f32, overwritten; rows may be strided
  /// @param x `[T, H, K]` f32, read; rows may be strided
  /// @param heads H weights `[N, K]` of any type (views of one tensor or several)
  void matmulHeads(Tensor out, Tensor x, List<Tensor> heads);

  /// As {@link #matmulHeads}, with the weights transposed: `out[t, h, n] = sum_k x[t, h, k] * w[h,
  /// k, n]`.
  ///
  /// @param heads H weights `[K, N]` of any type
  void matmulHeadsTransposed(Tensor out, Tensor x, List<Tensor> heads);

  /// Every assignment through its own expert: `out[a, n] = sum_k x[r, k] * experts[e(a)][n, k]`
  /// where `r = a` if `x` has A rows and `r = token(a)` if it has T. Each expert's weights are read
  /// once.
  ///
  /// @param out `[A, N]` f32, overwritten; row `a = token * topK + k`
  /// @param x `[T, K]` or `[A, K]` f32, read
  void matmulExperts(Tensor out, Tensor x, List<Tensor> experts, ExpertRouting routing);

  /// `out[t] += sum_k weight(t, k) * y[t * topK + k]`, in the order of k.
  void combineExperts(Tensor out, Tensor y, ExpertRouting routing);

  /// `out[t] = table[ids[t]]` as f32: embedding rows. FP8 scales and quantised blocks are resolved.
  void gather(Tensor out, Tensor table, int[] ids);

  /// `out = x / sqrt(mean(x^2) + epsilon) * weight`, row by row; `out` may be `x`. `weight` is a
  /// plain type of one row as long as x's rows (rows of `x` may be heads).
  void rmsNorm(Tensor out, Tensor x, Tensor weight, float epsilon);

  /// Rotates pairs in place. `rotation[t]` holds R/2 cosines, then R/2 sines.
  ///
  /// @param x `[T, H, R]` f32, rows may be strided
  /// @param rotation `[T, R]` f32
  void rope(Tensor x, Tensor rotation, RopeLayout layout);

  /// `gate = silu(gate) * up`.
  void swiglu(Tensor gate, Tensor up);

  /// `x += y`, same shape.
  void add(Tensor x, Tensor y);

  /// `x[t] += bias` for every row; `bias` one row of a plain type.
  void addBias(Tensor x, Tensor bias);

  /// Causal attention of T consecutive tokens of one sequence over its cache; token t stands at
  /// `position + t` and sees `0 .. position + t`, which are already stored. Query head h reads
  /// key/value head `h / (H / kvHeads)`; `kvHeads = keys.width() / Dk`. Of a Q8_0 cache, Dk and Dv
  /// are whole blocks of 32.
  ///
  /// @param out `[T, H, Dv]` f32, overwritten; rows may be strided
  /// @param q `[T, H, Dk]` f32, read; rows may be strided
  void attention(Tensor out, Tensor q, CacheRows keys, CacheRows values, int position, float scale);

  /// Writes T rows to the cache at `position ..`, rounding to its type: F16 to the nearest, ties to
  /// even; Q8_0 as ggml's `quantize_row_q8_0` does: 32 values share a step, a 127th of their
  /// largest magnitude, and are its nearest multiples, ties away from zero; the step is then kept
  /// in F16.
  ///
  /// A NaN or an infinity makes NaN of all 32 values of its Q8_0 block. From 127 * 65,520 (8.3
  /// million) on the step leaves F16: what rounds to zero becomes NaN, the others infinite.
  void store(CacheRows rows, int position, Tensor x);

  /// Reads rows `position .. position + out.rows()` of the cache as f32.
  void load(Tensor out, CacheRows rows, int position);

  /// Stops the threads.
  @Override
  void close();
}
