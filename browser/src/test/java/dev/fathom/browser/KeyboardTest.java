package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Keyboard;
import org.junit.jupiter.api.Test;

/// The page without a mouse.
@InBrowser
class KeyboardTest {
  // asked for while the chat was being deleted
  private static final String CHAT_BEING_DELETED = "status of 404.*/api/chats/";

  private final Stage stage = Stage.shared();

  private static String focus(ChatPage page) {
    return String.valueOf(page.page.evaluate("() => document.activeElement?.dataset.test"));
  }

  /// Goes from one thing to the next until the one called `name`.
  private static void tabTo(ChatPage page, String key, String name) {
    for (int i = 0; i < 80 && !focus(page).equals(name); i++) {
      page.page.keyboard().press(key);
    }
    assertThat(focus(page)).isEqualTo(name);
    Object seen =
        page.page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
                + " return s.outlineStyle !== 'none' || s.boxShadow !== 'none' || s.borderColor !== ''; }");
    assertThat(seen).as("the focus can be seen on " + name).isEqualTo(true);
  }

  @Test
  void everythingDailyIsDoneWithoutAMouse() {
    ChatPage page = stage.visit();
    page.visitor.expect(CHAT_BEING_DELETED);
    Keyboard keys = page.page.keyboard();
    page.at("messages").or(page.composer()).first().focus();
    page.composer().focus();
    keys.type("What is 26 + 16? keyboardist");
    keys.press("Enter");
    page.rests();
    assertThat(page.composer()).isFocused();
    tabTo(page, "Shift+Tab", "regenerate");
    keys.press("Enter");
    assertThat(page.at("branch-count")).hasText("2 / 2");
    page.rests();
    tabTo(page, "Shift+Tab", "branch-prev");
    keys.press("Enter");
    assertThat(page.at("branch-count")).hasText("1 / 2");

    keys.press("Control+Shift+O");
    assertThat(page.user()).hasCount(0);
    keys.press("Control+K");
    assertThat(page.at("search")).isFocused();
    keys.type("keyboardist");
    assertThat(page.chats()).hasCount(1);
    keys.press("ArrowDown");
    keys.press("Enter");
    assertThat(page.user()).containsText("keyboardist");

    page.rests();
    keys.press("Control+K");
    keys.press("ArrowDown");
    keys.press("F2");
    assertThat(page.at("rename-field")).isFocused();
    keys.type("Named by keys");
    keys.press("Enter");
    assertThat(page.chat("Named by keys")).hasCount(1);
    keys.press("Delete");
    assertThat(page.at("confirm-yes")).isVisible();
    tabTo(page, "Tab", "confirm-yes");
    keys.press("Enter");
    assertThat(page.chat("Named by keys")).hasCount(0);
  }

  @Test
  void aQuestionMarkListsTheKeysAndEscapeClosesTheList() {
    ChatPage page = stage.visit();
    page.at("new-chat").focus();
    page.page.keyboard().press("?");
    assertThat(page.page.locator("dialog")).containsText("Ctrl");
    assertThat(page.page.locator("dialog kbd").first()).isVisible();
    page.page.keyboard().press("Escape");
    assertThat(page.page.locator("dialog")).hasCount(0);
  }

  @Test
  void aQuestionMarkWhileTypingIsJustAQuestionMark() {
    ChatPage page = stage.visit();
    page.composer().focus();
    page.page.keyboard().type("Really?");
    assertThat(page.composer()).hasValue("Really?");
    assertThat(page.page.locator("dialog")).hasCount(0);
  }

  @Test
  void theFirstTabLeadsPastTheList() {
    ChatPage page = stage.visit();
    page.page.evaluate("() => document.activeElement.blur()");
    page.page.keyboard().press("Tab");
    page.page.keyboard().press("Enter");
    assertThat(page.page.locator("#main")).isFocused();
  }
}
