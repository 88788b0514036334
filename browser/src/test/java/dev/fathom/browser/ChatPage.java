package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

/// The page in the hands of a visitor: what is on it, by the names that it gives to tests.
final class ChatPage {
  final Visitor visitor;
  final Page page;

  ChatPage(Visitor visitor) {
    this(visitor, visitor.page());
  }

  private ChatPage(Visitor visitor, Page page) {
    this.visitor = visitor;
    this.page = page;
  }

  /// Opens the page and waits until one can type.
  ChatPage open() {
    page.navigate("/");
    return ready();
  }

  ChatPage ready() {
    assertThat(at("composer")).isVisible();
    return this;
  }

  /// The same visitor at the same place in another tab.
  ChatPage tab() {
    Page other = visitor.tab();
    other.navigate(page.url());
    return new ChatPage(visitor, other).ready();
  }

  /// What bears `name`.
  Locator at(String name) {
    return page.locator("[data-test=" + name + "]");
  }

  /// The text field one types in.
  Locator composer() {
    return page.locator(
        "textarea[data-test=composer], [data-test=composer] textarea, [data-test=composer][contenteditable]");
  }

  ChatPage type(String text) {
    composer().fill(text);
    return this;
  }

  /// Types and sends; the answer may still be running afterwards.
  ChatPage ask(String question) {
    type(question);
    at("send").click();
    assertThat(user().last()).containsText(question);
    return this;
  }

  /// Waits until the last answer is there, whole, and says what is expected.
  ChatPage answered(String expected) {
    assertThat(assistant().last()).containsText(expected);
    return rests();
  }

  /// Waits until no answer is running.
  ChatPage rests() {
    assertThat(at("stop")).hasCount(0);
    assertThat(at("figures").last()).isVisible();
    return this;
  }

  Locator user() {
    return at("message-user");
  }

  Locator assistant() {
    return at("message-assistant");
  }

  /// The entries of the list of chats.
  Locator chats() {
    return at("chat-item");
  }

  /// The entry of the chat with this title.
  Locator chat(String title) {
    return chats().filter(new Locator.FilterOptions().setHasText(title));
  }
}
