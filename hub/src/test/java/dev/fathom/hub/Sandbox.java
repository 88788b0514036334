package dev.fathom.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/// Settings for tests: small pieces, short waits, a cache of one's own.
final class Sandbox {
  static final int PIECE = 8 << 10;

  private Sandbox() {}

  static Pace pace() {
    return new Pace(
        3,
        PIECE,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofMillis(500),
        200,
        6,
        Duration.ofMillis(1),
        Duration.ofMillis(8));
  }

  static HubSettings settings(URI endpoint, Path cache) {
    return new HubSettings(endpoint, cache, Token.of(FaultyHub.TOKEN), false, true, pace());
  }

  static Path pull(Hub hub, String name) {
    return hub.prepare(ModelName.parse(name), 1L << 40, _ -> {}).run();
  }

  static boolean holds(Path folder, TestRepo repo, String path) {
    try {
      return Arrays.equals(Files.readAllBytes(folder.resolve(path)), repo.content(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
