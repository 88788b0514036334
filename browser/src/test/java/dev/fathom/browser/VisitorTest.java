package dev.fathom.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Route;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The visitor notices what it must: without this, no other test here could fail for it.
@InBrowser
class VisitorTest {
  private static final String URL = "http://127.0.0.1:9";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; connect-src *; require-trusted-types-for 'script'";

  private static Visitor at(String body, String script) {
    Visitor visitor = Visitor.to(URL, View.PHONE);
    visitor
        .context()
        .route(
            "**/*",
            route -> {
              boolean code = route.request().url().endsWith(".js");
              route.fulfill(
                  new Route.FulfillOptions()
                      .setHeaders(
                          Map.of(
                              "Content-Security-Policy",
                              POLICY,
                              "Access-Control-Allow-Origin",
                              "*",
                              "Content-Type",
                              code ? "text/javascript" : "text/html"))
                      .setBody(
                          code ? script : body + "<title>x</title><script src=/a.js></script>"));
            });
    visitor.page().navigate("/");
    visitor.page().waitForTimeout(100);
    return visitor;
  }

  @Test
  void isContentWithAGoodPageAndCanLookIntoItThroughAStrictPolicy() {
    Visitor visitor = at("<p>fine</p>", "document.title = 'ran'");
    assertThat(visitor.page().evaluate("() => document.title")).isEqualTo("ran");
    assertThat(visitor.faults()).isEmpty();
  }

  @Test
  void noticesARequestToAnotherHost() {
    Visitor visitor = at("", "fetch('http://example.org/x')");
    assertThat(visitor.faults()).anyMatch(fault -> fault.contains("another host"));
    visitor.expect("another host");
  }

  @Test
  void noticesWhatThePolicyForbids() {
    Visitor visitor = at("<p style='color:red'>", "");
    assertThat(visitor.faults()).anyMatch(fault -> fault.contains("policy violated: style-src"));
    visitor.expect("policy|Policy");
  }

  @Test
  void noticesErrorsOfTheConsoleAndScriptsThatFail() {
    Visitor visitor = at("", "console.error('told'); throw new Error('thrown')");
    assertThat(visitor.faults())
        .anyMatch(fault -> fault.contains("told"))
        .anyMatch(fault -> fault.contains("thrown"));
    visitor.expect("told|thrown");
  }

  @Test
  void aMissingBrowserSkipsAtHomeAndFailsInContinuousIntegration() {
    assertThat(NeedsChrome.judge(false, false).isDisabled()).isTrue();
    assertThat(NeedsChrome.judge(true, true).isDisabled()).isFalse();
    assertThatThrownBy(() -> NeedsChrome.judge(false, true))
        .hasMessageContaining("apt-get install chromium");
  }
}
