package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.Test;

/// What can be done while an answer is being written, and what can happen to it.
@InBrowser
class StreamTest {
  private static final String SUM = "What is 47 + 85?";

  private final Stage stage = Stage.unhurried();

  private ChatPage thinking() {
    ChatPage chat = stage.visit();
    chat.ask(SUM);
    assertThat(chat.at("thinking")).hasAttribute("data-live", "");
    return chat;
  }

  @Test
  void answerNowEndsTheThoughtAndTheAnswerComes() {
    ChatPage chat = thinking();
    chat.at("answer-now").click();
    assertThat(chat.at("answer-text")).not().isEmpty();
    chat.rests();
    chat.at("thinking-toggle").click();
    assertThat(chat.at("thinking")).not().containsText("=132");
  }

  @Test
  void stoppingKeepsWhatIsThereAndContinuingGoesOn() {
    ChatPage chat = thinking();
    chat.at("stop").click();
    assertThat(chat.at("ending")).hasAttribute("data-kind", "stopped");
    stage.hurry();
    chat.at("continue").click();
    chat.answered("132");
    assertThat(chat.assistant()).hasCount(1);
  }

  @Test
  void escapeStopsToo() {
    ChatPage chat = thinking();
    chat.composer().press("Escape");
    assertThat(chat.at("ending")).hasAttribute("data-kind", "stopped");
  }

  @Test
  void whoReloadsFindsTheAnswerStillComing() {
    ChatPage chat = thinking();
    chat.page.reload();
    assertThat(chat.assistant()).hasAttribute("data-state", "running");
    assertThat(chat.at("thinking")).hasAttribute("data-live", "");
    stage.hurry();
    chat.answered("132");
    assertThat(chat.assistant()).hasCount(1);
  }

  @Test
  void theAnswerGoesOnWhileNobodyLooks() {
    ChatPage chat = thinking();
    String address = chat.page.url();
    chat.page.navigate("about:blank");
    stage.hurry();
    chat.page.navigate(address);
    chat.ready().answered("132");
  }

  @Test
  void anotherTabSeesTheAnswerGrowAndTheListChange() {
    ChatPage chat = thinking();
    ChatPage other = chat.tab();
    assertThat(other.assistant()).hasAttribute("data-state", "running");
    assertThat(other.at("thinking")).containsText("7+5");
    stage.hurry();
    other.answered("132");
    chat.answered("132");
    rename(chat, "The sum of two tabs");
    assertThat(other.chat("The sum of two tabs")).hasCount(1);
    other.ask("What is 20 + 22?");
    assertThat(chat.user()).hasCount(2);
    assertThat(chat.assistant()).hasCount(2);
    chat.rests();
  }

  private static void rename(ChatPage chat, String title) {
    chat.chats().first().hover();
    chat.chats().first().locator("[data-test=chat-menu]").click();
    chat.at("rename").click();
    chat.at("rename-field").fill(title);
    chat.at("rename-field").press("Enter");
  }

  @Test
  void whenTheServerIsRestartedNothingTypedIsLostAndTheAnswerSaysItWasInterrupted() {
    ChatPage chat = thinking();
    chat.visitor.expect("ERR_|Failed to load|net::");
    chat.type("what I was about to say");
    stage.stop();
    assertThat(chat.at("error-banner")).hasAttribute("data-kind", "gone");
    assertThat(chat.composer()).hasValue("what I was about to say");
    stage.start();
    assertThat(chat.at("error-banner")).hasCount(0);
    Locator ending = chat.at("ending");
    assertThat(ending).hasAttribute("data-kind", "interrupted");
    assertThat(chat.composer()).hasValue("what I was about to say");
    stage.hurry();
    chat.at("retry").click();
    chat.answered("132");
  }

  @Test
  void aServerThatIsGoneWhenOneSendsGetsTheQuestionWhenItIsBack() {
    ChatPage chat = stage.visit();
    chat.visitor.expect("ERR_|Failed to load|net::");
    stage.hurry();
    stage.stop();
    chat.type("What is 20 + 22?");
    chat.at("send").click();
    assertThat(chat.at("composer-error")).isVisible();
    assertThat(chat.composer()).hasValue("What is 20 + 22?");
    chat.page.evaluate("() => dispatchEvent(new Event('pagehide'))");
    stage.start();
    assertThat(chat.at("error-banner")).hasCount(0);
    chat.page.reload();
    assertThat(chat.composer()).hasValue("What is 20 + 22?");
    chat.at("send").click();
    chat.answered("42");
  }
}
