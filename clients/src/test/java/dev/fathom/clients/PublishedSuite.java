package dev.fathom.clients;

import java.util.StringJoiner;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/// A published class of tests, run for its result.
final class PublishedSuite {
  private PublishedSuite() {}

  /// One line for the table.
  static String run(String name, Class<?> tests) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(tests))
                .build(),
            listener);
    TestExecutionSummary summary = listener.getSummary();
    StringJoiner line = new StringJoiner("; ");
    line.add("`%s`: %d passed".formatted(name, summary.getTestsSucceededCount()));
    for (TestExecutionSummary.Failure failure : summary.getFailures()) {
      String cause = String.valueOf(failure.getException()).strip().replaceAll("\\s+", " ");
      line.add(
          "fails: "
              + failure
                  .getTestIdentifier()
                  .getUniqueId()
                  .replaceAll(".*method:([a-zA-Z_]+).*", "$1")
              + ": "
              + cause.substring(0, Math.min(300, cause.length())));
    }
    return line.toString();
  }
}
