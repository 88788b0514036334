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

/// Where recipes come from.
public final class Recipes {
  /// Recipes that ship with Fathom.
  public static final List<String> NAMES = List.of("r1-tiny", "r1-mini", "r1-zero");

  private static final int MOST_BYTES = 1 << 20;

  private Recipes() {}

  /// One that ships with Fathom.
  public static Recipe named(String name) {
    if (!NAMES.contains(name)) {
      throw new TrainingException(
          "there is no recipe '%s'; there are %s, or give a TOML file"
              .formatted(name, String.join(", ", NAMES)));
    }
    try (InputStream in = Recipes.class.getResourceAsStream(name + ".toml")) {
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
}
