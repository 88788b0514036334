package dev.fathom.train.recipe;

import dev.fathom.train.TrainingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// All that makes a model: shape, tokenizer, stages, seed. The same recipe on the same machine
/// makes the same weights.
///
/// @param name of the model
/// @param seed of weights, rows and samples
/// @param stages in order
/// @param text the TOML it was read from
public record Recipe(
    String name,
    long seed,
    ModelShape model,
    TokenizerConfig tokenizer,
    ComputeConfig compute,
    List<StageConfig> stages,
    String text) {
  /// Recipes that ship with Fathom.
  public static final List<String> NAMES = List.of("r1-tiny", "r1-mini");

  private static final int MOST_BYTES = 1 << 20;

  public Recipe {
    stages = List.copyOf(stages);
  }

  /// One that ships with Fathom.
  public static Recipe named(String name) {
    if (!NAMES.contains(name)) {
      throw new TrainingException(
          "there is no recipe '%s'; there are %s, or give a TOML file"
              .formatted(name, String.join(", ", NAMES)));
    }
    try (InputStream in = Recipe.class.getResourceAsStream(name + ".toml")) {
      if (in == null) {
        throw new IllegalStateException("the recipe " + name + " is not in the jar");
      }
      return parse(name + ".toml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One of the user's.
  public static Recipe read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new TrainingException(
            "%s: %,d bytes are too much for a recipe".formatted(file, Files.size(file)));
      }
      return parse(String.valueOf(file.getFileName()), Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new TrainingException("%s: there is no such recipe".formatted(file), e);
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /// The recipe `toml`.
  ///
  /// @param file its name, for messages
  public static Recipe parse(String file, String toml) {
    return new RecipeReader(file, toml).read();
  }

  /// The stage called `stage`.
  public StageConfig stage(String stage) {
    for (StageConfig each : stages) {
      if (each.name().equals(stage)) {
        return each;
      }
    }
    throw new TrainingException(
        "recipe %s has no stage '%s'; it has %s"
            .formatted(
                name, stage, String.join(", ", stages.stream().map(StageConfig::name).toList())));
  }
}
