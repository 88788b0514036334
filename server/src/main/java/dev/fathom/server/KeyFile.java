package dev.fathom.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The file with the API keys, TOML: a `[[key]]` each with `name`, `sha256` and, if wanted,
/// `requests-per-minute` and `concurrent`.
public final class KeyFile {
  private KeyFile() {}

  /// The keys in `file`, at least one; throws {@link IllegalArgumentException} with one line.
  public static List<ApiKey> read(Path file) {
    List<ApiKey> keys = entries(file);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          file + ": there is no [[key]]; 'fathom serve --new-key NAME' makes one");
    }
    return keys;
  }

  private static List<ApiKey> entries(Path file) {
    List<ApiKey> keys = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode node : SettingsFile.tree(file).path("key")) {
      if (!(node instanceof ObjectNode entry)) {
        throw new IllegalArgumentException(file + ": 'key' must be written as [[key]]");
      }
      ApiKey key = key(file, Fields.of(entry));
      if (!names.add(key.name())) {
        throw new IllegalArgumentException(file + ": two keys are called '" + key.name() + "'");
      }
      keys.add(key);
    }
    return keys;
  }

  private static ApiKey key(Path file, Fields fields) {
    try {
      return new ApiKey(
          fields.requiredText("name"),
          fields.requiredText("sha256"),
          fields.whole("requests-per-minute", 0, Integer.MAX_VALUE, 0),
          fields.whole("concurrent", 0, Integer.MAX_VALUE, 0));
    } catch (ApiException | IllegalArgumentException wrong) {
      throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
    }
  }

  /// Adds a fresh key called `name` to `file`, which is made for its owner only where there is
  /// none; returns the key, which is written nowhere.
  public static String add(Path file, String name) {
    try {
      String key = ApiKey.random();
      ApiKey entry = ApiKey.of(name, key);
      if (Files.exists(file)) {
        if (entries(file).stream().anyMatch(known -> known.name().equals(name))) {
          throw new IllegalArgumentException(file + ": there is a key '" + name + "' already");
        }
      } else {
        create(file);
      }
      Files.writeString(
          file,
          "\n[[key]]\nname = \"%s\"\nsha256 = \"%s\"\n".formatted(entry.name(), entry.sha256()),
          StandardOpenOption.APPEND);
      return key;
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static void create(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(file);
    }
  }
}
