package dev.fathom.model;

import dev.fathom.format.FormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The small files beside a checkpoint (`config.json`, `tokenizer.json` ...): in a folder or in
/// memory.
sealed interface Companions {
  /// The largest published `tokenizer.json` has 33 MB; much more is no tokenizer.
  long LARGEST = 100L << 20;

  /// The bytes of the file `name`, if there is one.
  Optional<byte[]> find(String name);

  /// What messages call the file `name`.
  String label(String name);

  /// Files of a folder.
  record Folder(Path folder) implements Companions {
    @Override
    public Optional<byte[]> find(String name) {
      Path path = folder.resolve(name);
      if (!Files.isRegularFile(path)) {
        return Optional.empty();
      }
      try {
        long size = Files.size(path);
        if (size > LARGEST) {
          throw new FormatException(
              "%s: has %,d bytes, wanted at most %,d".formatted(path, size, LARGEST));
        }
        return Optional.of(Files.readAllBytes(path));
      } catch (IOException unreadable) {
        throw new FormatException(path + ": cannot be read: " + unreadable.getMessage());
      }
    }

    @Override
    public String label(String name) {
      return folder.resolve(name).toString();
    }
  }

  /// Files that somebody made, by name.
  ///
  /// @param maker what messages call them by
  record Memory(String maker, Map<String, String> texts) implements Companions {
    public Memory {
      texts = Map.copyOf(texts);
    }

    @Override
    public Optional<byte[]> find(String name) {
      return Optional.ofNullable(texts.get(name))
          .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String label(String name) {
      return maker + "/" + name;
    }
  }
}
