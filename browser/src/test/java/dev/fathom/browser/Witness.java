package dev.fathom.browser;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Keeps what the visitors of a failed test saw, fails a test whose visitors noticed faults, and
/// closes browser and stages at the end of all tests.
final class Witness implements BeforeAllCallback, AfterEachCallback {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(Witness.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    AutoCloseable ending =
        () -> {
          Chrome.close();
          Stage.closeShared();
        };
    context.getRoot().getStore(HERE).computeIfAbsent("ending", _ -> ending);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    String test =
        context.getRequiredTestClass().getSimpleName()
            + "."
            + context.getRequiredTestMethod().getName();
    String round = context.getDisplayName().replaceAll("[^A-Za-z0-9]+", "-");
    Visitor.leave(
        round.startsWith(context.getRequiredTestMethod().getName()) ? test : test + round,
        context.getExecutionException().isPresent());
  }
}
