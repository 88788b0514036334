package dev.fathom.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Tracing;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Somebody who visits the page, with a browser profile of their own, who notices what goes wrong:
/// requests to other hosts, errors in the console, scripts that fail, what the page's own policy
/// forbids. The {@link Witness} asks for that at the end of each test.
final class Visitor {
  private static final Path TARGET = Path.of("target", "failures");
  private static final Set<String> NO_HOST = Set.of("data", "blob", "about");

  // a page tells its console of them too, but not always in the same words
  private static final String REPORT_VIOLATIONS =
      "addEventListener('securitypolicyviolation', e => console.error("
          + "`policy violated: ${e.violatedDirective} ${e.blockedURI} ${e.sample} at ${e.sourceFile}:${e.lineNumber}`))";

  private static final List<Visitor> PRESENT = new ArrayList<>();

  private final BrowserContext context;
  private final String host;
  private final List<Request> requests = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final List<Pattern> expected = new ArrayList<>();
  private final Page page;
  private boolean over;

  private Visitor(String url, View view) {
    host = URI.create(url).getAuthority();
    context = Chrome.browser().newContext(view.options().setBaseURL(url));
    context.setDefaultTimeout(Chrome.PATIENCE_MS);
    context.setDefaultNavigationTimeout(Chrome.PATIENCE_MS);
    context.addInitScript(REPORT_VIOLATIONS);
    context.onRequest(this::note);
    context.onConsoleMessage(this::note);
    context.onWebError(error -> faults.add("script failed: " + error.error()));
    context.tracing().start(new Tracing.StartOptions().setSnapshots(true).setScreenshots(false));
    page = context.newPage();
    PRESENT.add(this);
  }

  /// Somebody with a new profile who has not yet opened the page.
  static Visitor to(String url, View view) {
    return new Visitor(url, view);
  }

  private void note(Request request) {
    URI uri = URI.create(request.url().replaceFirst("^(data|blob):.*", "$1:x"));
    requests.add(request);
    if (!NO_HOST.contains(uri.getScheme()) && !host.equals(uri.getAuthority())) {
      faults.add("request to another host: " + request.url());
    }
  }

  private void note(ConsoleMessage message) {
    if (!over && message.type().equals("error")) {
      faults.add("console: " + message.text() + " (" + message.location() + ")");
    }
  }

  Page page() {
    return page;
  }

  /// Another tab of the same profile.
  Page tab() {
    return context.newPage();
  }

  BrowserContext context() {
    return context;
  }

  /// All that was asked for so far.
  List<Request> requests() {
    return List.copyOf(requests);
  }

  /// What the test itself provokes: an error that matches is no fault.
  void expect(String regex) {
    expected.add(Pattern.compile(regex));
  }

  /// What went wrong and was not expected.
  List<String> faults() {
    return faults.stream()
        .filter(fault -> expected.stream().noneMatch(p -> p.matcher(fault).find()))
        .toList();
  }

  /// The server at `url` ends with the test: that its page misses it from now on is no fault.
  static void bidFarewell(String url) {
    String ending = URI.create(url).getAuthority();
    for (Visitor visitor : PRESENT) {
      if (visitor.host.equals(ending)) {
        // what it has noticed so far is told with the answer to this
        visitor.context.cookies();
        visitor.over = true;
      }
    }
  }

  /// All visitors of a test go.
  ///
  /// @param failed whether to keep what they saw
  static void leave(String test, boolean failed) {
    List<String> faults = new ArrayList<>();
    for (Visitor visitor : List.copyOf(PRESENT)) {
      boolean keep = failed || !visitor.faults().isEmpty();
      faults.addAll(visitor.faults());
      visitor.close(keep ? TARGET.resolve(test + "-" + PRESENT.indexOf(visitor)) : null);
    }
    PRESENT.clear();
    assertThat(faults).as("faults a visitor noticed").isEmpty();
  }

  private void close(Path evidence) {
    try {
      if (evidence != null) {
        keep(evidence);
      }
      context.close();
    } catch (PlaywrightException gone) {
      System.out.println("no evidence of a failed test: " + gone.getMessage());
    }
  }

  private void keep(Path evidence) {
    for (Page tab : context.pages()) {
      String name = evidence + "-" + context.pages().indexOf(tab) + ".png";
      tab.screenshot(new Page.ScreenshotOptions().setPath(Path.of(name)));
    }
    context.tracing().stop(new Tracing.StopOptions().setPath(Path.of(evidence + ".zip")));
    System.out.println("what the visitor saw: " + evidence + "*.png, trace " + evidence + ".zip");
  }
}
