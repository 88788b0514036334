package dev.fathom.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A short name and what it stands for (`names.tsv`).
///
/// @param word as people type it
/// @param repository `owner/name`, with a quantisation where one is meant
/// @param licence as the publisher names it
/// @param trueName what the model really is; a distill is never called R1 alone
public record ShortName(String word, String repository, String licence, String trueName) {
  private static volatile @Nullable List<ShortName> table;

  /// All of them, in the table's order.
  public static List<ShortName> all() {
    List<ShortName> read = table;
    if (read == null) {
      read = read();
      table = read;
    }
    return read;
  }

  /// The short name `word`.
  public static Optional<ShortName> find(String word) {
    return all().stream().filter(name -> name.word.equals(word)).findFirst();
  }

  /// What is known of a repository, if a short name stands for it.
  public static Optional<ShortName> ofRepository(RepoName repo) {
    return all().stream().filter(name -> name.names(repo)).findFirst();
  }

  private boolean names(RepoName repo) {
    return repository.replaceFirst(":.*", "").equalsIgnoreCase(repo.toString());
  }

  /// Whether `word` begins like a short name.
  public static boolean resembles(String word) {
    String stem = word.replaceFirst("[:.-].*", "");
    return all().stream().anyMatch(name -> name.word.replaceFirst("[:.-].*", "").equals(stem));
  }

  /// The short names that begin like `word`, or all of them.
  static String like(String word) {
    String stem = word.replaceFirst("[:.-].*", "");
    List<String> alike =
        all().stream().map(ShortName::word).filter(name -> name.startsWith(stem)).toList();
    return (alike.isEmpty() ? all().stream().map(ShortName::word).toList() : alike)
        .stream().collect(Collectors.joining(", "));
  }

  private static List<ShortName> read() {
    try (InputStream in = ShortName.class.getResourceAsStream("names.tsv")) {
      if (in == null) {
        throw new IllegalStateException("names.tsv is missing from the room hub");
      }
      List<ShortName> names = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] cells = line.split("\t+", 4);
          names.add(new ShortName(cells[0], cells[1], cells[2], cells[3]));
        }
      }
      return List.copyOf(names);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
