package dev.fathom.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PullTest {
  @TempDir Path cache;
  private final FaultyHub server = new FaultyHub();

  @AfterEach
  void close() {
    server.close();
  }

  private HubSettings settings() {
    return Sandbox.settings(server.endpoint(), cache);
  }

  @Test
  void fetchesAModelIntoTheSharedLayout() throws IOException {
    TestRepo repo = server.add(TestRepo.model("org/tiny", 50_000, 1));
    try (Hub hub = new Hub(settings())) {
      Path folder = Sandbox.pull(hub, "org/tiny");
      Path root = cache.resolve("models--org--tiny");
      assertThat(folder).isEqualTo(root.resolve("snapshots").resolve(repo.commit()));
      assertThat(root.resolve("refs/main")).hasContent(repo.commit());
      for (String path : List.of("README.md", "config.json", "model.safetensors")) {
        assertThat(Sandbox.holds(folder, repo, path)).as(path).isTrue();
        assertThat(Files.readSymbolicLink(folder.resolve(path)))
            .isEqualTo(Path.of("../../blobs/" + repo.digest(path)));
      }
      assertThat(folder.resolve("pytorch_model.bin")).doesNotExist();
      assertThat(folder.resolve("modeling_evil.py")).doesNotExist();
      assertThat(root.resolve("blobs")).isDirectoryNotContaining("glob:**.{incomplete,pieces}");
    }
    assertThat(server.tokensElsewhere).isEmpty();
  }

  @Test
  void fetchesNothingTheSecondTime() {
    server.add(TestRepo.model("org/tiny", 50_000, 1));
    try (Hub hub = new Hub(settings())) {
      Sandbox.pull(hub, "org/tiny");
      long before = server.wellServed.get();
      List<PullEvent> events = new ArrayList<>();
      Pull pull = hub.prepare(ModelName.parse("org/tiny"), 1L << 40, events::add);
      assertThat(pull.missingBytes()).isZero();
      pull.run();
      assertThat(server.wellServed).hasValue(before);
      assertThat(events).hasSize(3).allMatch(event -> event instanceof PullEvent.Placed);
    }
  }

  @Test
  void goesOnWhereAnotherProcessBrokeOff() {
    TestRepo repo = server.add(TestRepo.model("org/tiny", 10 * Sandbox.PIECE, 2));
    AtomicInteger left = new AtomicInteger(9);
    server.faults = () -> left.getAndDecrement() > 0 ? Fault.NONE : Fault.UNAVAILABLE;
    try (Hub hub = new Hub(settings())) {
      assertThatThrownBy(() -> Sandbox.pull(hub, "org/tiny"))
          .isInstanceOf(HubException.class)
          .hasMessageContaining("gave up after 6 attempts")
          .hasMessageContaining("503");
    }
    server.faults = () -> Fault.NONE;
    try (Hub hub = new Hub(settings())) {
      Pull pull = hub.prepare(ModelName.parse("org/tiny"), 1L << 40, _ -> {});
      assertThat(pull.missingBytes()).isBetween(Sandbox.PIECE * 2L, Sandbox.PIECE * 9L);
      assertThat(Sandbox.holds(pull.run(), repo, "model.safetensors")).isTrue();
    }
    assertThat(server.twice).hasValue(0);
  }

  @Test
  void startsAnewWhereTheFileChangedBetweenRanges() {
    TestRepo repo = server.add(TestRepo.model("org/tiny", 6 * Sandbox.PIECE, 3));
    AtomicInteger count = new AtomicInteger();
    server.faults = () -> count.incrementAndGet() == 6 ? Fault.CHANGED : Fault.NONE;
    try (Hub hub = new Hub(settings())) {
      assertThat(Sandbox.holds(Sandbox.pull(hub, "org/tiny"), repo, "model.safetensors")).isTrue();
    }
    assertThat(server.happened).containsKey(Fault.CHANGED);
  }

  @Test
  void keepsNothingOfAFileThatIsAlwaysWrong() {
    TestRepo repo = server.add(TestRepo.model("org/tiny", 20_000, 4));
    String digest = repo.digest("model.safetensors");
    AtomicInteger count = new AtomicInteger();
    server.faults = () -> count.incrementAndGet() <= 3 ? Fault.NONE : Fault.FLIPPED;
    try (Hub hub = new Hub(settings())) {
      assertThatThrownBy(() -> Sandbox.pull(hub, "org/tiny"))
          .hasMessageContaining("model.safetensors: has checksum")
          .hasMessageContaining(digest);
    }
    Path blobs = cache.resolve("models--org--tiny/blobs");
    assertThat(blobs).isDirectoryNotContaining("glob:**" + digest + "*");
    assertThat(cache.resolve("models--org--tiny/refs")).doesNotExist();
  }

  @Test
  void copiesWhereLinksAreForbidden() throws IOException {
    TestRepo repo = server.add(TestRepo.model("org/tiny", 20_000, 5));
    HubSettings own = settings();
    HubSettings plain =
        new HubSettings(own.endpoint(), cache, own.token(), false, false, own.pace());
    try (Hub hub = new Hub(plain)) {
      Path folder = Sandbox.pull(hub, "org/tiny");
      assertThat(Files.isSymbolicLink(folder.resolve("config.json"))).isFalse();
      assertThat(Sandbox.holds(folder, repo, "model.safetensors")).isTrue();
    }
  }

  @Test
  void fetchesAFileFromAPlainUrlByItsChecksum() {
    TestRepo repo = server.add(new TestRepo("some/where").with("m.gguf", "GGUF and more"));
    String uri = server.storageUri("/some/where/m.gguf").toString();
    try (Hub hub = new Hub(settings())) {
      Path file = Sandbox.pull(hub, uri + "#sha256=" + repo.digest("m.gguf"));
      assertThat(file).hasContent("GGUF and more");
      assertThatThrownBy(() -> Sandbox.pull(hub, uri)).hasMessageContaining("add #sha256=");
    }
    assertThat(server.tokensElsewhere).isEmpty();
  }

  @Test
  void isOneDownloadForTwoThreads() throws InterruptedException {
    server.add(TestRepo.model("org/tiny", 20 * Sandbox.PIECE, 6));
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                try (Hub hub = new Hub(settings())) {
                  Sandbox.pull(hub, "org/tiny");
                } catch (Throwable failure) {
                  failures.add(failure);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(server.twice).hasValue(0);
  }
}
