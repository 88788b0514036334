package dev.fathom.engine;

import dev.fathom.kernel.Kernels;
import java.util.List;
import java.util.Objects;

/// Which kernels compute on this machine, and why not faster ones.
///
/// @param chosen their name
/// @param why one line
/// @param refused those that this machine cannot run, best first
public record KernelChoice(String chosen, String why, List<Refused> refused, int threads) {
  public KernelChoice {
    refused = List.copyOf(refused);
  }

  /// Kernels that this machine cannot run.
  public record Refused(String name, String why) {}

  /// What `options` come to here.
  public static KernelChoice of(FathomOptions options) {
    List<Kernels.Rung> ladder = Kernels.ladder();
    List<Refused> refused =
        ladder.stream()
            .filter(rung -> rung.refusal() != null)
            .map(rung -> new Refused(rung.name(), Objects.requireNonNull(rung.refusal())))
            .toList();
    if (!options.kernels().equals(FathomOptions.BEST_KERNELS)) {
      String why = "the settings say so";
      return new KernelChoice(options.kernels(), why, refused, options.threadCount());
    }
    String best =
        ladder.stream()
            .filter(rung -> rung.refusal() == null)
            .findFirst()
            .map(Kernels.Rung::name)
            .orElseThrow();
    String why =
        refused.isEmpty() ? "the fastest there are" : "the fastest that this machine can run";
    return new KernelChoice(best, why, refused, options.threadCount());
  }
}
