package dev.fathom.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Where the fixtures lie that are too large for the repository; absent on a user's machine.
public final class SharedData {
  private SharedData() {}

  /// The file or folder `name` under `../shared`, or a skipped test with a printed reason.
  public static Path path(String name) {
    Path path = Path.of(System.getProperty("fathom.shared", "../../shared"), name).normalize();
    if (!Files.exists(path)) {
      String reason = "skipped: " + path + " is absent on this machine";
      System.out.println(reason);
      Assumptions.abort(reason);
    }
    return path;
  }

  /// Whether `name` lies under `../shared` here, for tests that make a list of their cases.
  public static boolean present(String name) {
    return Files.exists(Path.of(System.getProperty("fathom.shared", "../../shared"), name));
  }
}
