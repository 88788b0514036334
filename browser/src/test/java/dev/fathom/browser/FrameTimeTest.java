package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A conversation of 30,000 tokens whose last answer comes at 200 tokens/s stays smooth. The limits
/// are wide, for the machine draws without a GPU and has other work; the figures are printed.
@InBrowser
class FrameTimeTest {
  private static final int TURNS = 60;
  private static final int TOKENS = 1600;
  private static final int PER_SECOND = 200;
  private static final double PATIENCE_MS = 60_000;

  private final Stage stage = Stage.shared();

  @Test
  void aLongConversationStaysSmoothWhileAnAnswerStreams() {
    Page page = stage.visit(View.DESKTOP.moving()).page;
    page.evaluate(script(), Map.of("turns", TURNS, "tokens", TOKENS, "perSecond", PER_SECOND));
    page.waitForFunction(
        "() => window.streamed", null, new Page.WaitForFunctionOptions().setTimeout(PATIENCE_MS));
    double[] frames = sorted(page, "frames");
    double[] blocked = sorted(page, "blocked");
    double seconds = ((Number) page.evaluate("() => window.streamedFor")).doubleValue() / 1000;
    System.out.printf(
        "frames while %d tokens came in %.1f s: %d, median %.1f ms, p95 %.1f ms, longest %.1f ms; %d long tasks of %.0f ms in all%n",
        TOKENS,
        seconds,
        frames.length,
        at(frames, 0.5),
        at(frames, 0.95),
        at(frames, 1),
        blocked.length,
        sum(blocked));
    assertThat(page.locator("[data-test=message-assistant]").last()).containsText("Place");
    assertThat(frames.length).isGreaterThan(20);
  }

  private static double[] sorted(Page page, String name) {
    List<?> all = (List<?>) page.evaluate("name => window[name]", name);
    return all.stream().mapToDouble(each -> ((Number) each).doubleValue()).sorted().toArray();
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
  }

  private static double sum(double[] all) {
    double sum = 0;
    for (double each : all) {
      sum += each;
    }
    return sum;
  }

  private static String script() {
    var file = Objects.requireNonNull(FrameTimeTest.class.getResourceAsStream("long-chat.js"));
    try (file) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
