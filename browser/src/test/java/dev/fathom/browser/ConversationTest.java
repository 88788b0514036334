package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// A conversation with the model that ships with Fathom.
@InBrowser
class ConversationTest {
  private static final Pattern SOME_TOKENS = Pattern.compile("[1-9]\\d* tokens");

  private final Stage stage = Stage.shared();

  @Test
  void theModelThinksInSightFoldsItsThoughtAndAnswers() {
    ChatPage chat = Stage.unhurried().visit();
    chat.ask("What is 47 + 85?");
    assertThat(chat.at("thinking")).hasAttribute("data-live", "");
    Locator toggle = chat.at("thinking-toggle");
    assertThat(toggle).hasAttribute("aria-expanded", "true");
    assertThat(toggle).containsText(SOME_TOKENS);
    chat.answered("132");
    assertThat(toggle).hasAttribute("aria-expanded", "false");
    toggle.click();
    assertThat(chat.at("thinking")).containsText("7+5+0=12 c1");
  }

  @Test
  void aQuietLineTellsWhatAnAnswerTook() {
    ChatPage chat = stage.visit();
    chat.ask("What is 21 + 21?").answered("42");
    assertThat(chat.at("figures"))
        .containsText(Pattern.compile("\\d+.*thinking.*\\d+.*\\d+.*s\\b"));
  }

  @Test
  void oneKeyShowsAndHidesAllThinking() {
    ChatPage chat = stage.visit();
    chat.ask("What is 21 + 21?").answered("42");
    chat.at("messages").focus();
    chat.page.keyboard().press("t");
    assertThat(chat.at("thinking-toggle")).hasAttribute("aria-expanded", "true");
    chat.page.reload();
    assertThat(chat.at("thinking-toggle")).hasAttribute("aria-expanded", "true");
    chat.at("messages").focus();
    chat.page.keyboard().press("t");
    assertThat(chat.at("thinking-toggle")).hasAttribute("aria-expanded", "false");
  }

  @Test
  void regeneratingMakesAnotherVersionAndArrowsGoBetweenThem() {
    ChatPage chat = stage.visit();
    chat.ask("What is 30 + 12?").answered("42");
    chat.at("regenerate").click();
    assertThat(chat.at("branch-count")).hasText("2 / 2");
    chat.rests();
    chat.at("branch-prev").click();
    assertThat(chat.at("branch-count")).hasText("1 / 2");
    chat.answered("42");
    chat.at("branch-next").click();
    assertThat(chat.at("branch-count")).hasText("2 / 2");
  }

  @Test
  void anEditedQuestionIsABranchAndBothStay() {
    ChatPage chat = stage.visit();
    chat.ask("What is 20 + 11?").answered("31");
    chat.at("edit").click();
    chat.at("edit-text").fill("What is 50 + 14?");
    chat.at("edit-send").click();
    chat.answered("64");
    assertThat(chat.user()).hasText(Pattern.compile("50 \\+ 14"));
    chat.at("branch-prev").click();
    assertThat(chat.assistant()).containsText("31");
    chat.page.reload();
    assertThat(chat.user()).hasText(Pattern.compile("20 \\+ 11"));
    assertThat(chat.assistant()).containsText("31");
  }

  @Test
  void aSecondQuestionGoesOnInTheSameChat() {
    ChatPage chat = stage.visit();
    chat.ask("What is 15 + 15?").answered("30");
    String address = chat.page.url();
    chat.ask("What is 16 + 16?").rests();
    // the embedded model was made for one question at a time: that it answers is enough
    assertThat(chat.at("answer-text").last()).not().isEmpty();
    assertThat(chat.user()).hasCount(2);
    assertThat(chat.page.url()).isEqualTo(address);
  }

  @Test
  void anAnswerCanBeCopied() {
    ChatPage chat = stage.visit();
    chat.visitor.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    chat.ask("What is 21 + 21?").answered("42");
    chat.assistant().locator("[data-test=copy]").first().click();
    chat.page.waitForFunction("async () => (await navigator.clipboard.readText()).trim() === '42'");
  }

  @Test
  void greetsAnEmptyChatWithExamplesThatCanBeAsked() {
    ChatPage chat = stage.visit();
    chat.at("example").first().click();
    assertThat(chat.composer()).not().isEmpty();
    assertThat(chat.composer()).isFocused();
  }
}
