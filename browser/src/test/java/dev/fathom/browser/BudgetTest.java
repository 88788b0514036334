package dev.fathom.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the first look at the page costs.
@InBrowser
class BudgetTest {
  private static final int MOST_BYTES = 400 * 1000;
  private static final int MOST_REQUESTS = 110;

  @Test
  void theFirstLookTakesAtMost400KilobytesFontsIncluded() {
    ChatPage chat = new ChatPage(Visitor.to(Stage.shared().url(), View.DESKTOP));
    long begun = System.nanoTime();
    chat.open();
    chat.page.waitForLoadState(com.microsoft.playwright.options.LoadState.LOAD);
    long millis = (System.nanoTime() - begun) / 1_000_000;
    chat.page.waitForTimeout(1500); // what it fetches once it rests belongs to it
    List<Request> files =
        chat.visitor.requests().stream().filter(r -> !r.url().contains("/api/")).toList();
    long bytes = files.stream().mapToLong(BudgetTest::bytes).sum();
    System.out.printf(
        "first look: %,d bytes in %d requests (%d calls besides), usable after %d ms%n",
        bytes, files.size(), chat.visitor.requests().size() - files.size(), millis);
    files.forEach(r -> assertThat(r.response().status()).as(r.url()).isEqualTo(200));
    assertThat(bytes).isLessThanOrEqualTo(MOST_BYTES);
    assertThat(files).hasSizeLessThanOrEqualTo(MOST_REQUESTS);
  }

  @Test
  void theSecondLookTransfersNoFileAgain() {
    ChatPage chat = Stage.shared().visit();
    chat.page.waitForTimeout(1000);
    int before = chat.visitor.requests().size();
    chat.page.reload();
    chat.ready();
    List<Request> again = chat.visitor.requests().stream().skip(before).toList();
    long bytes =
        again.stream().filter(r -> !r.url().contains("/api/")).mapToLong(BudgetTest::body).sum();
    assertThat(bytes).isZero();
  }

  // as it came over the wire: compressed, heads included
  private static long bytes(Request request) {
    var sizes = request.sizes();
    return (long) sizes.responseBodySize + sizes.responseHeadersSize;
  }

  private static long body(Request request) {
    Response response = request.response();
    return response == null || response.status() == 304 || response.fromServiceWorker()
        ? 0
        : request.sizes().responseBodySize;
  }
}
