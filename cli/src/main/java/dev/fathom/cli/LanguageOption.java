package dev.fathom.cli;

import dev.fathom.train.tasks.Language;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// In which language problems are told.
final class LanguageOption {
  @Option(names = "--lang", paramLabel = "L", descriptionKey = "train-lang")
  @Nullable String language;

  /// The one that was asked for, else all.
  List<Language> languages() {
    if (language == null) {
      return List.of(Language.values());
    }
    for (Language each : Language.values()) {
      if (each.code().equals(language)) {
        return List.of(each);
      }
    }
    throw Failure.ofUsage("usage.range", "--lang", language, "en, de");
  }
}
