package dev.fathom.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the head of a repository's `README.md` says of its licence.
final class ModelCard {
  private static final int HEAD = 64 << 10;
  private static final Pattern NAME = Pattern.compile("(?m)^license_name:\\s*(\\S[^\\n]*)$");
  private static final Pattern LICENCE = Pattern.compile("(?m)^license:\\s*(\\S[^\\n]*)$");

  private ModelCard() {}

  static String licence(Path folder, RepoName repo) {
    String head = head(folder.resolve("README.md"));
    for (Pattern pattern : new Pattern[] {NAME, LICENCE}) {
      Matcher found = pattern.matcher(head);
      if (found.find()) {
        return found.group(1).strip().replaceAll("^[\"']|[\"']$|\\p{Cntrl}", "");
      }
    }
    return ShortName.ofRepository(repo).map(ShortName::licence).orElse("");
  }

  /// What stands between the first two lines of three dashes.
  private static String head(Path card) {
    try (InputStream in = Files.newInputStream(card)) {
      String text = new String(in.readNBytes(HEAD), StandardCharsets.UTF_8);
      int end = text.startsWith("---") ? text.indexOf("\n---", 3) : -1;
      return end < 0 ? "" : text.substring(3, end);
    } catch (IOException none) {
      return "";
    }
  }
}
