package dev.fathom.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules of the page that reading its files can check.
class PageRulesTest {
  private static final int MOST_LINES = 400;

  static Stream<String> scripts() {
    return PageSources.ending(".js").stream();
  }

  static Stream<String> sources() {
    return Stream.of(".js", ".css", ".html").flatMap(suffix -> PageSources.ending(suffix).stream());
  }

  @ParameterizedTest
  @MethodSource("sources")
  void keepsFilesShort(String path) {
    assertThat(PageSources.text(path).lines().count()).isLessThanOrEqualTo(MOST_LINES);
  }

  @ParameterizedTest
  @MethodSource("sources")
  void namesNoOtherHost(String path) {
    String loading =
        "(?:src|href|action|poster)\\s*=\\s*[\"'`]?(?:https?:)?//|(?:import|from|fetch|url|open|Worker|EventSource)\\s*\\(?\\s*[\"'`]?(?:https?:)?//[a-z]";
    assertThat(PageSources.all(loading, PageSources.text(path))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void writesNoMarkupPastTheSanitiser(String path) {
    String code = PageSources.text(path).replaceAll("(?m)^\\s*(//|\\*|/\\*).*$", "");
    assertThat(
            PageSources.all(
                "\\b(innerHTML|outerHTML|insertAdjacentHTML|document\\.write|unsafeHTML|unsafeSVG|eval\\(|new Function|srcdoc)",
                code))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void importsOnlyFilesThatAreThere(String path) {
    List<String> imports =
        PageSources.all(
            "(?m)^(?:import|export)\\b[^'\";]*\\bfrom\\s*['\"]([^'\"\\n]+)|^import\\s*['\"]([^'\"\\n]+)|\\bimport\\(\\s*['\"]([^'\"\\n]+)",
            PageSources.text(path));
    assertThat(imports)
        .allSatisfy(
            reference -> {
              assertThat(reference).matches("(\\.{1,2})?/.*");
              assertThat(PageFiles.find(PageSources.resolve(path, reference)))
                  .as(reference)
                  .isPresent();
            });
  }

  @Test
  void indexNamesOnlyFilesThatAreThere() {
    String index = PageSources.text("/index.html");
    assertThat(PageSources.all("(?:src|href)=\"([^\"#][^\"]*)\"", index))
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(PageFiles.find(PageSources.resolve("/index.html", reference)))
                    .as(reference)
                    .isPresent());
  }

  @Test
  void indexHasNeitherStyleNorScriptInIt() {
    String index = PageSources.text("/index.html");
    assertThat(PageSources.all("(<style|\\sstyle\\s*=|\\son\\w+\\s*=|javascript:)", index))
        .isEmpty();
    assertThat(PageSources.all("<script(?![^>]*\\ssrc=)([^>]*)>", index)).isEmpty();
  }

  @Test
  void templatesHaveNoStyleAttributeAndNoHandlerInText() {
    assertThat(
            scripts()
                .filter(
                    path ->
                        !PageSources.all(
                                "<[a-z][^>`]*\\s(style=\"[^\"$]|on[a-z]+=\")",
                                PageSources.text(path))
                            .isEmpty()))
        .isEmpty();
  }

  @Test
  void bothLanguagesSayTheSameThings() {
    List<String> english =
        PageSources.ending(".js").stream().filter(path -> path.startsWith("/js/lang/en")).toList();
    assertThat(english)
        .isNotEmpty()
        .allSatisfy(
            path -> {
              String german = path.replace("/js/lang/en", "/js/lang/de");
              assertThat(keys(german)).as(german).isNotEmpty().isEqualTo(keys(path));
            });
  }

  @Test
  void saysOnlyWhatTheLanguagesHave() {
    var known = new TreeSet<String>();
    scripts()
        .filter(path -> path.startsWith("/js/lang/en"))
        .forEach(path -> known.addAll(keys(path)));
    var said = new TreeSet<String>();
    scripts()
        .filter(path -> !path.startsWith("/js/lang/"))
        .forEach(
            path ->
                said.addAll(
                    PageSources.all("\\bt\\(\\s*[\"']([^\"'$]+)[\"']", PageSources.text(path))));
    assertThat(said).hasSizeGreaterThan(10);
    assertThat(known).containsAll(said);
  }

  private static Set<String> keys(String path) {
    return new TreeSet<>(
        PageSources.all(
            "(?m)^\\s*[\"']?([A-Za-z][\\w.-]*)[\"']?\\s*:\\s*(?=[\"'`(\\[{]|\\w+ =>|$)",
            PageSources.text(path)));
  }
}
