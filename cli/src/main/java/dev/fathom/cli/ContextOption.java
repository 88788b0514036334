package dev.fathom.cli;

import dev.fathom.model.ModelFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How many tokens a conversation may have.
final class ContextOption {
  @Option(
      names = {"-c", "--context"},
      paramLabel = "N")
  @Nullable Integer context;

  /// Fails where the number cannot be right for any model.
  void check() {
    if (context != null && context < 2) {
      throw Failure.ofUsage("usage.range", "--context", context, "2 ..");
    }
  }

  /// What was asked for, checked against the model; `usual`, or less where the model was made for
  /// less, if nothing was.
  int of(ModelFile file, int usual) {
    int most = file.config().context();
    if (context == null) {
      return Math.min(most, usual);
    }
    if (context > most) {
      throw Failure.ofUsage("usage.context", context, file.name(), most);
    }
    return context;
  }
}
