package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;

/// The page in the reader's own way: language, light, motion.
@InBrowser
class TasteTest {
  private final Stage stage = Stage.shared();

  private static void choose(ChatPage page, String item, String value) {
    page.at("more").click();
    page.at(item).and(page.page.locator("[data-value=" + value + "]")).click();
  }

  private static String background(Page page) {
    return (String) page.evaluate("() => getComputedStyle(document.body).backgroundColor");
  }

  @Test
  void speaksTheLanguageOfTheBrowser() {
    ChatPage page = stage.visit(View.DESKTOP.inLanguage("de-DE"));
    assertThat(page.page.locator("html")).hasAttribute("lang", "de");
    assertThat(page.at("new-chat")).containsText("Neu");
  }

  @Test
  void theChosenLanguageIsKeptAndNothingStaysInTheOther() {
    ChatPage page = stage.visit();
    page.ask("What is 21 + 21?").answered("42");
    choose(page, "language", "de");
    assertThat(page.page.locator("html")).hasAttribute("lang", "de");
    assertThat(page.at("new-chat")).containsText("Neu");
    assertThat(page.at("thinking-toggle")).not().containsText("Thought");
    page.page.reload();
    assertThat(page.page.locator("html")).hasAttribute("lang", "de");
    choose(page, "language", "en");
    assertThat(page.at("new-chat")).containsText("New");
  }

  @Test
  void theChosenThemeIsKept() {
    ChatPage page = stage.visit();
    String day = background(page.page);
    choose(page, "theme", "dark");
    assertThat(page.page.locator("html")).hasAttribute("data-theme", "dark");
    assertThat(page.page.locator("body")).not().hasCSS("background-color", day);
    page.page.waitForTimeout(500); // day turns into night by and by
    String night = background(page.page);
    page.page.reload();
    assertThat(page.ready().page.locator("body")).hasCSS("background-color", night);
    choose(page, "theme", "system");
    assertThat(page.page.locator("body")).hasCSS("background-color", day);
  }

  @Test
  void followsTheSystemIntoTheDark() {
    assertThat(background(stage.visit(View.DESKTOP.inDark()).page))
        .isNotEqualTo(background(stage.visit().page));
  }

  @Test
  void nothingMovesForWhomMotionIsTooMuch() {
    ChatPage page = Stage.unhurried().visit();
    page.ask("What is 47 + 85?");
    assertThat(page.at("thinking")).hasAttribute("data-live", "");
    Object moving =
        page.page.evaluate(
            "() => document.getAnimations().filter(a => a.playState === 'running'"
                + " && a.effect.getComputedTiming().duration > 1"
                + " && a.effect.getKeyframes().some(k => k.transform || k.translate || k.left || k.top)).length");
    assertThat(moving).isEqualTo(0);
    page.answered("132");
  }

  @Test
  void aPhoneHasTheWholePageWithoutScrollingSideways() {
    ChatPage page = stage.visit(View.PHONE);
    page.ask("What is 21 + 21?").answered("42");
    assertThat(
            (Boolean)
                page.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
        .isTrue();
    page.at("side-show").click();
    Locator list = page.at("chat-list");
    assertThat(list).isInViewport();
    page.page.keyboard().press("Escape");
    assertThat(list).not().isInViewport();
  }
}
