package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Markdown, formulas and code as models write them, in the page.
@InBrowser
class ProseTest {
  private static final String PLACE =
      "() => { const place = document.createElement('div'); place.id = 'place'; document.body.append(place); }";
  private static final String SHOW =
      "async text => (await import('/js/render/render.js')).renderInto(document.getElementById('place'), text)";

  private final Stage stage = Stage.shared();

  private Page page() {
    Page page = stage.visit().page;
    page.evaluate(PLACE);
    return page;
  }

  private Locator shown(String text) {
    Page page = page();
    page.evaluate(SHOW, text);
    return page.locator("#place");
  }

  private static String sample() {
    var file = Objects.requireNonNull(ProseTest.class.getResourceAsStream("prose.md"));
    try (file) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 17, 200})
  void aTextThatComesInPiecesEndsAsItWouldAtOnce(int step) {
    Object ends =
        page()
            .evaluate(
                """
                async ({ text, step }) => {
                  const { renderInto } = await import('/js/render/render.js');
                  const clean = element => element.innerHTML.replace(/ (tabindex|role|aria-label)="[^"]*"/g, '');
                  const [once, grown] = [document.createElement('div'), document.createElement('div')];
                  document.body.append(once, grown);
                  renderInto(once, text);
                  for (let end = step; end < text.length; end += step) renderInto(grown, text.slice(0, end), { streaming: true });
                  renderInto(grown, text);
                  for (let tries = 0; tries < 100 && (clean(once) !== clean(grown) || !once.querySelector('.code-keyword')); tries++) {
                    await new Promise(done => setTimeout(done, 50));
                  }
                  return [clean(once), clean(grown)];
                }
                """,
                Map.of("text", sample(), "step", step));
    List<?> both = (List<?>) ends;
    assertThat(both.get(1)).isEqualTo(both.get(0));
    assertThat(both.get(0).toString()).contains("katex", "code-keyword", "<table>", "task-done");
  }

  @Test
  void aSelectionSurvivesWhatComesAfterIt() {
    Object kept =
        page()
            .evaluate(
                """
                async text => {
                  const { renderInto } = await import('/js/render/render.js');
                  const place = document.getElementById('place');
                  renderInto(place, text.slice(0, 300), { streaming: true });
                  const words = place.querySelector('p').firstChild;
                  getSelection().setBaseAndExtent(words, 2, words, 12);
                  const selected = getSelection().toString();
                  for (let end = 300; end < text.length; end += 11) renderInto(place, text.slice(0, end), { streaming: true });
                  renderInto(place, text);
                  return selected.length === 10 && getSelection().toString() === selected;
                }
                """,
                sample());
    assertThat(kept).isEqualTo(true);
  }

  @Test
  void codeOfFiveThousandLinesStreamsWithoutBeingReadAgain() {
    Object figures =
        page()
            .evaluate(
                """
                async () => {
                  const { renderInto } = await import('/js/render/render.js');
                  const place = document.getElementById('place');
                  let text = 'Here it is.\\n\\n```java\\n';
                  const took = [];
                  for (let line = 0; line < 5000; line++) {
                    text += `    int value${line} = compute(${line}, "text ${line}"); // remark\\n`;
                    const begun = performance.now();
                    renderInto(place, text, { streaming: true });
                    took.push(performance.now() - begun);
                    if (line === 100) window.early = place.querySelector('.chunk > span');
                    if (line % 100 === 0) await new Promise(requestAnimationFrame);
                  }
                  renderInto(place, text, { streaming: false });
                  took.sort((a, b) => a - b);
                  const lines = place.querySelectorAll('.chunk > span');
                  return [took[2500], took[4750], lines.length, lines[0] === window.early];
                }
                """);
    List<?> all = (List<?>) figures;
    System.out.printf("one more line of 5,000: median %s ms, p95 %s ms%n", all.get(0), all.get(1));
    assertThat(all.get(2)).isEqualTo(5000);
    assertThat(all.get(3)).as("the first line is the same element all the time").isEqualTo(true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "It costs $5 and $6.",
        "From $20k/$30k up",
        "US$5, then 6$ more",
        "`$x$` in code",
        "a $ b $ c",
        "\\$x\\$",
        "$100-$200"
      })
  void pricesAndCodeAreNoFormulas(String text) {
    assertThat(shown(text).locator(".math")).hasCount(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$x$",
        "so $a_1$, then",
        "\\(x\\)",
        "$$x$$",
        "\\[x\\]",
        "$$\nx\n$$",
        "\\[\nx\n\\]",
        "- a\n  $$\n  x\n  $$\n",
        "> $$x$$"
      })
  void formulasAreSet(String text) {
    assertThat(shown(text).locator(".katex").first()).isVisible();
  }

  @Test
  void aFormulaThatCannotBeReadStaysAsItIs() {
    Locator shown = shown("$\\frac{1}{$ and $x$");
    assertThat(shown.locator(".katex")).hasCount(1);
    assertThat(shown).containsText("\\frac{1}{");
  }

  @Test
  void linksShowTheirHostAndLeaveThePageAlone() {
    Locator shown =
        shown(
            "[one](https://example.org/a) ![a whale](http://example.org/w.png) [two](javascript:x) [three](/api/chats)");
    assertThat(shown.locator("a")).hasCount(2);
    assertThat(shown.locator("a").first()).hasAttribute("target", "_blank");
    assertThat(shown.locator("a").first())
        .hasAttribute("rel", Pattern.compile("noopener noreferrer"));
    assertThat(shown.locator(".host").first()).hasText("example.org");
    assertThat(shown.locator(".image")).hasText("a whale");
    assertThat(shown.locator("img")).hasCount(0);
  }

  @Test
  void codeIsCopiedAsItWasWritten() {
    Page page = page();
    page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    page.evaluate(SHOW, "```python\nif x:\n\ty = '<b>'\n```\n");
    page.locator("#place [data-test=code-copy]").click();
    assertThat(page.locator("#place [data-test=code-copy]")).hasText("Copied");
    assertThat(page.evaluate("() => navigator.clipboard.readText()"))
        .isEqualTo("if x:\n\ty = '<b>'");
  }

  @Test
  void headingsNeverSkipALevel() {
    Locator shown = shown("### a\n\n# b\n\n#### c\n\n## d\n");
    assertThat(shown.locator("h2")).hasText(new String[] {"a", "b"});
    assertThat(shown.locator("h3")).hasText(new String[] {"c", "d"});
  }

  @Test
  void whatIsNotClosedYetLooksAsItWill() {
    Page page = page();
    String stream = SHOW.replace(", text)", ", text, { streaming: true })");
    Locator place = page.locator("#place");
    page.evaluate(stream, "This is **important");
    assertThat(place.locator("strong")).hasText("important");
    page.evaluate(stream, "See [the pa");
    assertThat(place).hasText("See the pa");
    page.evaluate(stream, "A title\n-");
    assertThat(place.locator("h2, h3")).hasCount(0);
    page.evaluate(stream, "| a | b |\n");
    assertThat(place).hasText("");
    page.evaluate(stream, "```js\nlet x = 1");
    assertThat(place.locator("pre")).hasText("let x = 1");
    page.evaluate(stream, "$$\nx^2 +");
    assertThat(place.locator(".math-open")).hasText("x^2 +");
  }
}
