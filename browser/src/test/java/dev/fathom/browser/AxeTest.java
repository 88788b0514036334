package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.deque.html.axecore.results.CheckedNode;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import dev.fathom.server.ApiKey;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// axe-core finds nothing to complain of, whatever is on the page.
@InBrowser
class AxeTest {
  private static Stage stage;

  @BeforeAll
  static void open() {
    stage = Stage.with(Cast.scripted(Talks.script()));
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  static List<View> views() {
    return List.of(View.DESKTOP, View.DESKTOP.inDark(), View.PHONE, View.PHONE.inDark());
  }

  // axe-core takes a cell that holds nothing but MathML for empty, so the talk has a word in such
  // cells
  private static void clean(ChatPage chat, String what) {
    // what fades in is half transparent while it does
    chat.page.waitForFunction(
        "() => document.getAnimations().every(a => a.playState !== 'running' || a.effect.getComputedTiming().iterations === Infinity)");
    // there are no frames: axe needs no second page to put results together
    AxeResults results = new AxeBuilder(chat.page).setLegacyMode(true).analyze();
    List<String> found =
        results.getViolations().stream()
            .flatMap(rule -> rule.getNodes().stream().map(node -> line(rule, node)))
            .toList();
    assertThat(found).as(what).isEmpty();
  }

  private static String line(Rule rule, CheckedNode node) {
    String why = node.getFailureSummary() == null ? "" : node.getFailureSummary();
    return rule.getId() + ": " + node.getHtml() + "\n" + why;
  }

  @ParameterizedTest
  @MethodSource("views")
  void anEmptyChat(View view) {
    clean(stage.visit(view), "an empty chat");
  }

  @ParameterizedTest
  @MethodSource("views")
  void aChatWithEverythingInItAndTheListWithASearch(View view) {
    ChatPage chat = Talks.all(stage, view);
    clean(chat, "a chat with everything");
    chat.at("thinking-toggle").last().click();
    chat.at("edit").first().click();
    clean(chat, "thinking unfolded, a question being edited");
    chat.page.keyboard().press("Escape");
    if (chat.at("side-show").count() > 0) {
      chat.at("side-show").click();
    }
    chat.at("search").fill("Gezeiten");
    assertThat(chat.chats().locator("mark").first()).isVisible();
    clean(chat, "the list with what a search found");
    chat.at("search").fill("");
    chat.at("chat-menu").first().click();
    clean(chat, "the menu of a chat");
    chat.at("delete").click();
    assertThat(chat.at("confirm-yes")).isVisible();
    clean(chat, "a question before something is deleted");
  }

  @ParameterizedTest
  @MethodSource("views")
  void settingsHelpModelsAndStatus(View view) {
    ChatPage chat = stage.visit(view);
    chat.at("settings").click();
    assertThat(chat.at("settings-panel")).isVisible();
    chat.at("tools").locator("summary").click();
    clean(chat, "parameters and tools");
    chat.page.keyboard().press("Escape");
    chat.at("model-switcher").click();
    clean(chat, "the model switcher");
    chat.page.keyboard().press("Escape");
    chat.at("messages").or(chat.page.locator("#main")).last().focus();
    chat.page.keyboard().press("?");
    assertThat(chat.at("help").last()).isVisible();
    clean(chat, "the list of keys");
    chat.page.keyboard().press("Escape");
    chat.page.navigate("#/models");
    assertThat(chat.at("model")).isVisible();
    clean(chat, "the models view");
    chat.page.navigate("#/status");
    assertThat(chat.at("status-view").locator("svg").first()).isVisible();
    clean(chat, "the status view");
  }

  @ParameterizedTest
  @MethodSource("views")
  void troubles(View view) {
    ChatPage chat = stage.visit(view);
    chat.visitor.expect("Failed to load|ERR_|net::");
    chat.page.route("**/api/chats/**", route -> route.abort());
    chat.page.route("**/api/chats", route -> route.abort());
    chat.type("Nobody hears this").at("send").click();
    assertThat(chat.at("error-banner")).isVisible();
    assertThat(chat.at("composer-error")).isVisible();
    clean(chat, "the server is gone");
  }

  @ParameterizedTest
  @MethodSource("views")
  void theSignIn(View view) {
    List<ApiKey> keys = List.of(ApiKey.of("ada", ApiKey.random()));
    try (Stage locked =
        Stage.with(Cast.scripted(Talks.script()), config -> config.withKeys(keys))) {
      ChatPage chat = new ChatPage(Visitor.to(locked.url(), view));
      chat.visitor.expect("status of 401");
      Page page = chat.page;
      page.navigate("/");
      assertThat(chat.at("sign-in")).isVisible();
      clean(chat, "the sign-in");
      chat.at("key").fill("wrong");
      chat.at("key").press("Enter");
      assertThat(chat.at("sign-in-error")).not().isEmpty();
      clean(chat, "the sign-in that was refused");
    }
  }
}
