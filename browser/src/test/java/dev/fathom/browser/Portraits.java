package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import dev.fathom.testing.Pace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Draws the pictures of the page for people to look at, into `browser/target/pictures`, and the
/// two of the README into `docs/pictures`. No test by its name: `lab/bin/page-pictures` runs it.
@InBrowser
class Portraits {
  private static final Path PICTURES = Path.of("target", "pictures");
  private static final Path README =
      Path.of(System.getProperty("fathom.root", ".."), "docs", "pictures");
  private static final List<String> OTHERS =
      List.of(
          "Explain quicksort as a recipe",
          "Ein Gedicht über den ersten Frost",
          "A regular expression for ISO dates",
          "What is 47 + 85?",
          "Warum ist der Himmel blau?",
          "Plan three days in Lisbon");

  private static final Pace PACE = new Pace();
  private static Stage stage;
  private static String tides;

  @BeforeAll
  static void talk() {
    stage = Stage.with(Cast.scripted(Talks.script(), 32_768, PACE), PACE, config -> config);
    ChatPage chat = stage.visit();
    for (String question : OTHERS) {
      chat.page.navigate("#/");
      assertThat(chat.user()).hasCount(0);
      chat.ask(question).rests();
    }
    PACE.slow(Duration.ofMillis(6));
    chat.page.navigate("#/");
    assertThat(chat.user()).hasCount(0);
    chat.ask(Talks.TIDES).answered("Fingerabdruck");
    tides = chat.page.url();
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  static Stream<View> views() {
    return Stream.of(View.PHONE, View.TABLET, View.DESKTOP)
        .flatMap(view -> Stream.of(view, view.inDark()));
  }

  private static void draw(ChatPage chat, Path file) {
    chat.page.evaluate("() => document.fonts.ready");
    chat.page.waitForTimeout(300);
    chat.page.screenshot(new Page.ScreenshotOptions().setPath(file));
  }

  private static void draw(ChatPage chat, String scene, View view) {
    draw(chat, PICTURES.resolve(scene + "-" + view + ".png"));
  }

  private static ChatPage atTides(View view) {
    ChatPage chat = stage.visit(view);
    chat.page.navigate(tides);
    chat.answered("Fingerabdruck");
    // where the picture is of all that there is
    assertThat(chat.page.locator(".katex").first()).isVisible();
    return chat;
  }

  @ParameterizedTest
  @MethodSource("views")
  void conversation(View view) {
    ChatPage chat = atTides(view);
    draw(chat, "end", view);
    chat.at("thinking-toggle").click();
    chat.at("messages").evaluate("area => area.scrollTo(0, 0)");
    draw(chat, "beginning", view);
  }

  @ParameterizedTest
  @MethodSource("views")
  void greetingAndSettings(View view) {
    ChatPage chat = stage.visit(view);
    draw(chat, "greeting", view);
    chat.at("settings").click();
    assertThat(chat.at("settings-panel")).isVisible();
    draw(chat, "settings", view);
    chat.page.keyboard().press("Escape");
    if (chat.at("side-show").count() > 0) {
      chat.at("side-show").click();
      draw(chat, "list", view);
    }
  }

  @ParameterizedTest
  @MethodSource("views")
  void modelsAndStatus(View view) {
    ChatPage chat = Stage.shared().visit(view);
    // so that there is something to see
    chat.ask("What is 47 + 85?").answered("132");
    chat.page.navigate("#/models");
    assertThat(chat.at("model")).isVisible();
    draw(chat, "models", view);
    chat.page.navigate("#/status");
    assertThat(chat.at("status-view").locator("svg").first()).isVisible();
    draw(chat, "status", view);
  }

  @ParameterizedTest
  @MethodSource("views")
  void thinking(View view) {
    PACE.slow(Duration.ofMillis(12));
    ChatPage chat = stage.visit(view);
    chat.ask(Talks.TIDES);
    assertThat(chat.at("thinking")).containsText("Potenz des Abstands");
    draw(chat, "thinking", view);
    chat.at("stop").click();
    assertThat(chat.at("ending")).isVisible();
  }

  @Test
  void theTwoOfTheReadme() {
    View day = new View(1280, 800, false, true, "en-US");
    ChatPage thought = atTides(day);
    thought.at("thinking-toggle").click();
    thought.at("messages").evaluate("area => area.scrollTo(0, 0)");
    thought.composer().focus();
    draw(thought, README.resolve("page-light.png"));
    draw(atTides(day.inDark()), README.resolve("page-dark.png"));
  }
}
