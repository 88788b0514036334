package dev.fathom.cli;

import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What computes: how many threads, which kernels.
final class ComputeOptions {
  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N")
  @Nullable Integer threads;

  @Option(names = "--kernels", paramLabel = "K")
  @Nullable String kernels;

  /// Fails where the options ask for what there is not.
  void check() {
    if (threads != null && (threads < 1 || threads > 4096)) {
      throw Failure.ofUsage("usage.range", "--threads", threads, "1 .. 4096");
    }
    if (kernels != null && !Kernels.names().contains(kernels)) {
      String names = String.join(", ", Kernels.names());
      throw Failure.ofUsage("usage.range", "--kernels", kernels, names);
    }
  }

  /// Opens the kernels; whoever calls closes them.
  KernelSet open() {
    check();
    int team = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    return kernels == null ? Kernels.best(team) : Kernels.open(kernels, team);
  }
}
