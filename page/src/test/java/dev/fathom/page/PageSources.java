package dev.fathom.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The page's own files as they lie in the source tree, by the path under which the page serves
/// them.
final class PageSources {
  private static final Path ROOT = Path.of("src/main/resources/dev/fathom/page").toAbsolutePath();

  private PageSources() {}

  static List<String> ending(String suffix) {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> "/" + ROOT.relativize(file).toString().replace('\\', '/'))
          .filter(path -> path.endsWith(suffix) && !path.startsWith("/lib/"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(String path) {
    try {
      return Files.readString(ROOT.resolve(path.substring(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The text as it is served, packages included.
  static String served(String path) {
    return new String(
        PageFiles.find(path)
            .orElseThrow(() -> new AssertionError("the page has no " + path))
            .bytes(),
        StandardCharsets.UTF_8);
  }

  /// What the first group of `pattern` takes, in order.
  static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(PageSources::firstGroup).toList();
  }

  /// Where `reference`, written in `from`, points.
  static String resolve(String from, String reference) {
    String bare = reference.replaceFirst("[?#].*$", "");
    return Path.of(from).resolveSibling(bare).normalize().toString();
  }

  private static String firstGroup(MatchResult match) {
    for (int group = 1; group <= match.groupCount(); group++)
      if (match.group(group) != null) return match.group(group);
    return match.group();
  }
}
