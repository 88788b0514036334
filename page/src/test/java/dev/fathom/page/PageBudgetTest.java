package dev.fathom.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a browser loads before anybody has typed: the page, and all that it names without being
/// asked.
class PageBudgetTest {
  private static final int BUDGET = 400 * 1024;

  @Test
  void loadsAtMostFourHundredKilobytesAtFirst() {
    SortedMap<String, Integer> loaded = firstLoad();
    int sum = loaded.values().stream().mapToInt(Integer::intValue).sum();
    System.out.printf("first load: %,d bytes compressed in %d files%n", sum, loaded.size());
    assertThat(sum).as("%s", loaded).isLessThanOrEqualTo(BUDGET);
  }

  @Test
  void leavesTheHeavyPackagesForLater() {
    assertThat(firstLoad().keySet())
        .noneMatch(path -> path.matches("/lib/(katex|highlight|pdfjs)/.*"));
  }

  private static SortedMap<String, Integer> firstLoad() {
    var loaded = new TreeMap<String, Integer>();
    var open = new ArrayDeque<String>(List.of("/index.html"));
    while (!open.isEmpty()) {
      String path = open.remove();
      if (loaded.containsKey(path)) continue;
      PageFile file =
          PageFiles.find(path).orElseThrow(() -> new AssertionError("the page has no " + path));
      loaded.put(path, file.gzip().length > 0 ? file.gzip().length : file.bytes().length);
      open.addAll(named(path));
    }
    return loaded;
  }

  private static List<String> named(String path) {
    String pattern =
        switch (path.substring(path.lastIndexOf('.') + 1)) {
          case "html" -> "(?:src|href)=\"([^\"#][^\"]*)\"";
          case "css" -> "@import\\s+(?:url\\()?[\"']([^\"']+)[\"']|url\\([\"']?(?!data:)([^\"')]+)";
          case "js", "mjs" ->
              "(?m)(?:^|;|\\})\\s*(?:import|export)\\s*(?:[\\w*{}$,\\s]*?\\bfrom)?\\s*[\"']([^\"']+\\.m?js)[\"']";
          default -> "";
        };
    if (pattern.isEmpty()) return List.of();
    Stream<String> references = PageSources.all(pattern, PageSources.served(path)).stream();
    return references.map(reference -> PageSources.resolve(path, reference)).toList();
  }
}
