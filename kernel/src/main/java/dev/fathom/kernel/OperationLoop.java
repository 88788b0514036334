package dev.fathom.kernel;

import dev.fathom.kernel.x86.CodePage;
import dev.fathom.kernel.x86.OperationCode;
import dev.fathom.kernel.x86.Target;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.OptionalDouble;

/// How fast a team multiplies and adds: an emitted loop that keeps all its numbers in registers. No
/// kernel that has to do so many operations can be faster; {@link ReadLoop} is its twin for memory.
public final class OperationLoop {
  /// Rounds of a call of code, which must be done in well under a millisecond.
  private static final int ROUNDS = 20_000;

  /// Calls that are timed together: about 20 milliseconds of two threads.
  private static final int CALLS = 1_000;

  private static final int REPETITIONS = 5;

  /// What is multiplied.
  public enum Numbers {
    /// 8-bit levels, summed in 32 bits or, on processors without dot products of bytes, in 16.
    INT8,
    F32
  }

  private OperationLoop() {}

  /// Operations a second, a multiplication and an addition being two, of the fastest of five
  /// repetitions after one that does not count; empty where no machine code can run. Takes about a
  /// fifth of a second.
  public static OptionalDouble perSecond(WorkerTeam team, Numbers numbers) {
    Optional<Target> best = Kernels.bestTarget();
    if (best.isEmpty()) {
      return OptionalDouble.empty();
    }
    OperationCode code = code(best.get(), numbers);
    try (CodePage page = CodePage.of(code.code())) {
      return OptionalDouble.of(perSecond(team, code, page.at(0)));
    } catch (CodePage.Refusal e) {
      return OptionalDouble.empty();
    }
  }

  private static OperationCode code(Target target, Numbers numbers) {
    return switch (numbers) {
      case INT8 -> OperationCode.levels(target);
      case F32 -> OperationCode.floats(target);
    };
  }

  private static double perSecond(WorkerTeam team, OperationCode code, CodePage.Code routine) {
    long best = Long.MAX_VALUE;
    for (int repetition = 0; repetition <= REPETITIONS; repetition++) {
      long start = System.nanoTime();
      team.forRange(CALLS, 1, (from, to) -> call(code, routine, to - from));
      long nanos = System.nanoTime() - start;
      best = repetition == 0 ? best : Math.min(best, nanos);
    }
    return (double) CALLS * ROUNDS * code.operations() / (best / 1e9);
  }

  /// Factors are zero bytes: nothing overflows, and the time does not depend on them.
  private static void call(OperationCode code, CodePage.Code routine, int count) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment factors = arena.allocate(code.vectorBytes(), 64);
      MemorySegment sums = arena.allocate((long) OperationCode.SUMS * code.vectorBytes(), 64);
      sums.fill((byte) -1);
      for (int i = 0; i < count; i++) {
        routine.call(ROUNDS, factors.address(), factors.address(), sums.address(), 0, 0);
      }
      if (sums.get(ValueLayout.JAVA_INT, 0) != 0) {
        throw new IllegalStateException("the sum of zeros is not zero");
      }
    }
  }
}
