package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.fathom.server.ApiKey;
import dev.fathom.testing.Script;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A server with API keys: whoever comes says who they are, and finds their own chats only.
@InBrowser
class KeysTest {
  private static final Script SCRIPT = new Script().when("").say("Certainly.");

  @Test
  void eachKeySeesItsOwnChatsOnly() {
    String ada = ApiKey.random();
    String bob = ApiKey.random();
    List<ApiKey> keys = List.of(ApiKey.of("ada", ada), ApiKey.of("bob", bob));
    try (Stage stage = Stage.with(Cast.scripted(SCRIPT), config -> config.withKeys(keys))) {
      ChatPage hers = stranger(stage);
      signIn(hers, "fathom-not-a-key");
      assertThat(hers.at("sign-in")).isVisible();
      assertThat(hers.at("sign-in-error")).not().isEmpty();
      signIn(hers, ada);
      hers.ready().ask("Ada's secret").answered("Certainly.");
      assertThat(hers.chat("Ada's secret")).hasCount(1);

      ChatPage his = stranger(stage);
      signIn(his, bob);
      his.ready();
      assertThat(his.chats()).hasCount(0);
      his.page.navigate(hers.page.url());
      assertThat(his.at("notice")).isVisible();
      assertThat(his.assistant()).hasCount(0);
      his.at("search").fill("secret");
      assertThat(his.page.getByText("Ada's secret")).hasCount(0);

      hers.page.reload();
      hers.ready();
      assertThat(hers.chat("Ada's secret")).hasCount(1);
      hers.at("more").click();
      hers.at("sign-out").click();
      assertThat(hers.at("sign-in")).isVisible();
      assertThat(hers.page.getByText("Ada's secret")).hasCount(0);
    }
  }

  private static ChatPage stranger(Stage stage) {
    ChatPage page = new ChatPage(Visitor.to(stage.url(), View.DESKTOP));
    page.visitor.expect("status of 40[134]");
    page.page.navigate("/");
    assertThat(page.at("sign-in")).isVisible();
    return page;
  }

  private static void signIn(ChatPage page, String key) {
    Locator field = page.at("sign-in").locator("input").first();
    field.fill(key);
    field.press("Enter");
  }
}
