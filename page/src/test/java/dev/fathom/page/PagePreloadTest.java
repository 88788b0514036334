package dev.fathom.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// A module is found only once the one that imports it has come: deep imports would be as many
/// round trips, so the page names all of them at once.
class PagePreloadTest {
  private static final String IMPORT =
      "(?m)(?:^|;|\\})\\s*(?:import|export)\\s*(?:[\\w*{}$,\\s]*?\\bfrom)?\\s*[\"']([^\"']+\\.m?js)[\"']";

  @Test
  void asksAtOnceForEveryModuleOfTheFirstView() {
    String index = PageSources.text("/index.html");
    List<String> asked = PageSources.all("rel=\"modulepreload\" href=\"([^\"]+)\"", index);
    assertThat(asked).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(needed());
  }

  private static Set<String> needed() {
    var seen = new TreeSet<String>();
    var open = new ArrayDeque<>(List.of("/js/app.js", "/js/talk/talk.js"));
    while (!open.isEmpty()) {
      String module = open.remove();
      if (!seen.add(module)) continue;
      for (String name : PageSources.all(IMPORT, PageSources.served(module)))
        open.add(PageSources.resolve(module, name));
    }
    seen.remove("/js/app.js");
    return seen;
  }
}
