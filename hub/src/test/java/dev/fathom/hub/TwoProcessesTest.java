package dev.fathom.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoProcessesTest {
  @TempDir Path cache;

  @Test
  void areOneDownload() throws Exception {
    try (FaultyHub server = new FaultyHub()) {
      TestRepo repo = server.add(TestRepo.model("org/tiny", 200 * Sandbox.PIECE, 1));
      Process first = child(server.endpoint());
      Process second = child(server.endpoint());
      String said = output(first) + output(second);
      assertThat(first.waitFor()).as(said).isZero();
      assertThat(second.waitFor()).as(said).isZero();
      long size = repo.content("model.safetensors").length;
      assertThat(server.twice).hasValue(0);
      assertThat(server.wellServed).hasValueBetween(size, size + 1000);
      assertThat(server.listings).hasValue(2);
      Path folder = cache.resolve("models--org--tiny/snapshots").resolve(repo.commit());
      assertThat(Sandbox.holds(folder, repo, "model.safetensors")).isTrue();
    }
  }

  private Process child(URI endpoint) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            endpoint.toString(),
            cache.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /// What each process does.
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      URI endpoint = URI.create(arguments[0]);
      try (Hub hub = new Hub(Sandbox.settings(endpoint, Path.of(arguments[1])))) {
        System.out.println(Sandbox.pull(hub, "org/tiny"));
      }
    }
  }
}
