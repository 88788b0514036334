package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What is installed and how the server does.
@InBrowser
class ViewsTest {
  private final Stage stage = Stage.shared();

  @Test
  void theModelsViewTellsWhatAModelIsAndWhatItTakes() {
    ChatPage page = stage.visit();
    page.page.navigate("#/models");
    Locator model = page.at("model");
    assertThat(model).hasCount(1);
    assertThat(model).containsText(Cast.EMBEDDED);
    assertThat(model).containsText(Pattern.compile("deepseek", Pattern.CASE_INSENSITIVE));
    assertThat(model).containsText(Pattern.compile("\\d+(\\.\\d+)? MiB"));
    page.at("model-chat").click();
    page.ready();
  }

  @Test
  void theStatusViewDrawsTheLastMinutesAndNamesTheKernels() {
    ChatPage page = stage.visit();
    page.ask("What is 21 + 21?").answered("42");
    page.page.navigate("#/status");
    Locator status = page.at("status-view");
    assertThat(status.locator("svg path, svg polyline").first()).isVisible();
    assertThat(status)
        .containsText(Pattern.compile("avx|vector|scalar|machine", Pattern.CASE_INSENSITIVE));
    assertThat(status).containsText(Pattern.compile("tokens/s|tokens per second"));
  }

  @Test
  void theSwitcherShowsSizeAndWhetherItFits() {
    ChatPage page = stage.visit();
    page.at("model-switcher").click();
    assertThat(page.at("model")).containsText(Cast.EMBEDDED);
    assertThat(page.at("model")).containsText("MiB");
    page.page.keyboard().press("Escape");
    assertThat(page.at("model-switcher")).isFocused();
  }
}
