package dev.fathom.browser;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Skips what needs a browser where there is none.
final class NeedsChrome implements ExecutionCondition {
  private static final String ABSENT =
      "no Chromium on this machine (looked for /usr/bin/chromium); install it, on Debian with 'apt-get install chromium'";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    ConditionEvaluationResult verdict =
        judge(Chrome.place().isPresent(), "true".equals(System.getenv("CI")));
    if (verdict.isDisabled()) {
      System.out.println("skipped: " + context.getDisplayName() + ": " + ABSENT);
    }
    return verdict;
  }

  /// @param there whether there is a browser
  /// @param required whether the tests must not be skipped
  static ConditionEvaluationResult judge(boolean there, boolean required) {
    if (there) {
      return ConditionEvaluationResult.enabled("a browser is here");
    }
    if (required) {
      throw new IllegalStateException("the page cannot be tested: " + ABSENT);
    }
    return ConditionEvaluationResult.disabled(ABSENT);
  }
}
