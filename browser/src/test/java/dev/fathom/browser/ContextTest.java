package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import dev.fathom.testing.Pace;
import dev.fathom.testing.Script;
import org.junit.jupiter.api.Test;

/// The end of the model's context: seen coming, and never a silent cut.
@InBrowser
class ContextTest {
  private static final int CONTEXT = 512;
  private static final Script SCRIPT =
      new Script().when("go on for ever").say("and on ".repeat(300)).when("").say("Read.");

  @Test
  void theMeterWarnsAtFourFifthsAndMoreThanTheContextIsNotSent() {
    try (Stage stage = small()) {
      ChatPage chat = stage.visit();
      chat.ask("Hello").answered("Read.");
      assertThat(chat.at("context-meter")).hasAttribute("data-level", "ok");
      chat.type("x".repeat(420));
      assertThat(chat.at("context-meter")).hasAttribute("data-level", "warn");
      chat.type("x".repeat(900));
      assertThat(chat.at("context-meter")).hasAttribute("data-level", "over");
      assertThat(chat.at("composer-error")).isVisible();
      chat.at("send").click();
      assertThat(chat.user()).hasCount(1);
      assertThat(chat.composer()).hasValue("x".repeat(900));
      chat.type("short again");
      assertThat(chat.at("composer-error")).hasCount(0);
      chat.at("send").click();
      chat.answered("Read.");
    }
  }

  @Test
  void theServersRefusalOfALongQuestionIsToldAndTheQuestionIsKept() {
    try (Stage stage = small()) {
      ChatPage chat = stage.visit();
      chat.visitor.expect("status of 400");
      // sent before the meter has counted
      chat.ask("y".repeat(900));
      assertThat(chat.at("trouble")).hasAttribute("data-kind", "context");
      assertThat(chat.user()).containsText("yyy");
      chat.at("trouble-edit").click();
      chat.at("edit-text").fill("short");
      chat.at("edit-send").click();
      chat.answered("Read.");
    }
  }

  @Test
  void anAnswerThatReachesTheEndOfTheContextSaysSo() {
    try (Stage stage = small()) {
      ChatPage chat = stage.visit();
      chat.ask("go on for ever");
      assertThat(chat.at("ending")).hasAttribute("data-kind", "context");
      assertThat(chat.at("continue")).hasCount(0);
    }
  }

  private static Stage small() {
    return Stage.with(Cast.scripted(SCRIPT, CONTEXT, new Pace()));
  }
}
