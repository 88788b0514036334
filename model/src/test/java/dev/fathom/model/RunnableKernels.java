package dev.fathom.model;

import dev.fathom.kernel.Kernels;
import java.util.List;

/// The kernel sets that this machine can run; the others are named on standard output.
final class RunnableKernels {
  private RunnableKernels() {}

  static List<String> names() {
    return Kernels.names().stream().filter(RunnableKernels::runs).toList();
  }

  private static boolean runs(String name) {
    Kernels.refusal(name)
        .ifPresent(reason -> System.out.println("skipped: " + name + " kernels, as " + reason));
    return Kernels.refusal(name).isEmpty();
  }
}
