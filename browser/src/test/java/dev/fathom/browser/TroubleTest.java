package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import dev.fathom.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// When the server cannot: a message that people understand, and nothing typed is lost. What a real
/// server does only under great load is said in its place by the test.
@InBrowser
class TroubleTest {
  private static final String TYPED = "What I have typed with care";
  private static final Script SCRIPT = new Script().when("").say("Certainly.");
  private static final String STATUS = "Failed to load resource|ERR_|net::";

  private static Stage stage;

  @BeforeAll
  static void open() {
    stage = Stage.with(Cast.scripted(SCRIPT));
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  private static ChatPage visit() {
    ChatPage chat = stage.visit();
    chat.visitor.expect(STATUS);
    return chat;
  }

  private static Route.FulfillOptions error(int status, String code, String message) {
    String body =
        "{\"error\": {\"message\": \"%s\", \"type\": \"server_error\", \"code\": \"%s\"}}"
            .formatted(message, code);
    return new Route.FulfillOptions()
        .setStatus(status)
        .setContentType("application/json")
        .setBody(body);
  }

  @Test
  void aFullQueueIsToldAndTriedAgainByItself() {
    ChatPage chat = visit();
    AtomicInteger asked = new AtomicInteger();
    chat.page.route(
        "**/api/chats/*/answers",
        route -> {
          if (asked.getAndIncrement() == 0) {
            route.fulfill(
                error(429, "queue_full", "too many are waiting")
                    .setHeaders(Map.of("Retry-After", "1", "Content-Type", "application/json")));
          } else {
            route.resume();
          }
        });
    chat.ask(TYPED);
    assertThat(chat.at("trouble")).hasAttribute("data-kind", "queue");
    chat.answered("Certainly.");
    assertThat(chat.at("trouble")).hasCount(0);
    assertThat(chat.user()).hasCount(1);
  }

  @Test
  void aServerWithoutMemorySaysSoAndTheQuestionStaysAsked() {
    ChatPage chat = visit();
    chat.page.route(
        "**/api/chats/*/answers",
        route -> route.fulfill(error(503, "insufficient_memory", "the model needs 17 GiB")));
    chat.ask(TYPED);
    assertThat(chat.at("trouble")).hasAttribute("data-kind", "memory");
    assertThat(chat.at("trouble")).containsText("the model needs 17 GiB");
    chat.page.unroute("**/api/chats/*/answers");
    chat.at("try-again").click();
    chat.answered("Certainly.");
  }

  @Test
  void aSlowServerIsToldToBeSlow() {
    ChatPage chat = visit();
    chat.page.clock().install();
    chat.page.route(
        "**/api/chats",
        route -> {
          // ten seconds of the page's clock go by while the server thinks about it
          chat.page.clock().fastForward(10_000);
          chat.page.waitForTimeout(50);
          assertThat(chat.at("error-banner").getAttribute("data-kind")).isEqualTo("slow");
          route.resume();
        });
    chat.type(TYPED);
    chat.at("send").click();
    chat.page.clock().resume();
    chat.answered("Certainly.");
    assertThat(chat.at("error-banner")).hasCount(0);
  }

  @Test
  void aFullDiskKeepsTheTextInTheComposer() {
    ChatPage chat = visit();
    chat.page.route(
        "**/api/chats",
        route -> {
          if (route.request().method().equals("POST")) {
            route.fulfill(error(507, "storage_full", "the disk with the chats is full"));
          } else {
            route.resume();
          }
        });
    chat.type(TYPED);
    chat.at("send").click();
    assertThat(chat.at("composer-error")).containsText("full");
    assertThat(chat.composer()).hasValue(TYPED);
    chat.page.unroute("**/api/chats");
    chat.at("send").click();
    chat.answered("Certainly.");
    assertThat(chat.composer()).hasValue("");
  }

  @Test
  void aDatabaseThatAnotherProcessHoldsIsToldAndSendingWorksAfterwards() throws SQLException {
    ChatPage chat = visit();
    chat.ask("First").answered("Certainly.");
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + stage.chats());
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      chat.type(TYPED);
      chat.at("send").click();
      assertThat(chat.at("composer-error")).isVisible();
      assertThat(chat.composer()).hasValue(TYPED);
      statement.execute("ROLLBACK");
    }
    chat.at("send").click();
    chat.answered("Certainly.");
    assertThat(chat.user()).hasCount(2);
  }

  @Test
  void aDatabaseThatIsNoneIsToldWhenThePageOpens() throws IOException {
    try (Stage broken = Stage.with(Cast.scripted(SCRIPT))) {
      broken.stop();
      Files.writeString(
          broken.chats(), "this is not a database, but a letter to my aunt. ".repeat(200));
      broken.start();
      ChatPage chat = broken.visit();
      chat.visitor.expect(STATUS);
      assertThat(chat.at("error-banner")).hasAttribute("data-kind", "corrupt");
      chat.type(TYPED);
      chat.at("send").click();
      assertThat(chat.at("composer-error")).isVisible();
      assertThat(chat.composer()).hasValue(TYPED);
      assertThat(Files.readString(broken.chats())).startsWith("this is not a database");
    }
  }

  @Test
  void aBrowserThatKeepsNothingStillTalks() {
    ChatPage chat = visit();
    chat.page.addInitScript(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }");
    chat.page.reload();
    chat.ready().ask(TYPED).answered("Certainly.");
  }
}
