package dev.fathom.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A thousand downloads from a hub that breaks the protocol wherever it can.
class FaultyDownloadsTest {
  private static final int DOWNLOADS = 1000;
  private static final int LORIS_AT_MOST = 12;

  /// What a pull may end with; everything else is a defect of ours.
  private static final Set<HubException.Kind> HONEST =
      Set.of(
          HubException.Kind.UNREACHABLE,
          HubException.Kind.REDIRECT,
          HubException.Kind.CHECKSUM,
          HubException.Kind.CHANGED);

  @TempDir Path cache;

  @Test
  void acceptsNothingBadFetchesNothingGoodTwiceAndKeepsTheToken() throws Exception {
    long seed = Long.getLong("hub.seed", 7);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    AtomicInteger loris = new AtomicInteger();
    Map<HubException.Kind, Integer> ends = new EnumMap<>(HubException.Kind.class);
    try (FaultyHub server = new FaultyHub();
        Hub hub = new Hub(Sandbox.settings(server.endpoint(), cache), new Hasty())) {
      int done = 0;
      for (int i = 0; i < DOWNLOADS; i++) {
        int size = random.nextInt(4 * Sandbox.PIECE);
        TestRepo repo = server.add(TestRepo.model("org/tiny" + i, size, seed + i));
        repo.files.remove("README.md");
        var drawn = FaultyHub.seeded(seed * 31 + i, 0.3);
        server.faults =
            () -> {
              Fault fault = drawn.get();
              boolean many = fault == Fault.LORIS && loris.incrementAndGet() > LORIS_AT_MOST;
              return many ? Fault.BREAK : fault;
            };
        done += pull(hub, repo, server, ends);
        server.repos.remove(repo.name);
      }
      System.out.println(
          (done + " of " + DOWNLOADS + " came at once, others ended with " + ends)
              + ("; " + server.requests() + " requests, faults " + server.happened));
      assertThat(server.tokensElsewhere).isEmpty();
      assertThat(server.twice).hasValue(0);
      assertThat(server.happened.keySet()).contains(Fault.values());
      assertThat(done).isGreaterThan(DOWNLOADS / 2);
    }
    assertNoTokenOnDisk();
  }

  /// Does not wait for the disk: that would be most of the time here.
  private static final class Hasty extends DiskDoor {
    @Override
    void force(FileChannel channel) {
      assertThat(channel.isOpen()).isTrue();
    }
  }

  /// Pulls until it is done; a failed attempt leaves nothing wrong behind. 1 if the first
  /// succeeded.
  private int pull(Hub hub, TestRepo repo, FaultyHub server, Map<HubException.Kind, Integer> ends) {
    for (int attempt = 0; ; attempt++) {
      try {
        Path folder = Sandbox.pull(hub, repo.name);
        for (String path : Set.of("config.json", "model.safetensors")) {
          assertThat(Sandbox.holds(folder, repo, path)).as(repo.name + " " + path).isTrue();
        }
        return attempt == 0 ? 1 : 0;
      } catch (HubException honest) {
        assertThat(HONEST).as(honest.getMessage()).contains(honest.kind());
        assertThat(honest.getMessage()).doesNotContain(FaultyHub.TOKEN, "signature");
        ends.merge(honest.kind(), 1, Integer::sum);
        assertOnlyRightBlobs(repo);
        if (attempt == 3) {
          server.faults = () -> Fault.NONE;
        }
      }
    }
  }

  private void assertOnlyRightBlobs(TestRepo repo) {
    Path blobs = cache.resolve("models--" + repo.name.replace("/", "--")).resolve("blobs");
    for (String path : repo.files.keySet()) {
      Path blob = blobs.resolve(repo.digest(path));
      assertThat(!Files.exists(blob) || sameBytes(blob, repo.content(path))).isTrue();
    }
  }

  private static boolean sameBytes(Path file, byte[] bytes) {
    try {
      return Arrays.equals(Files.readAllBytes(file), bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void assertNoTokenOnDisk() throws Exception {
    try (Stream<Path> files = Files.walk(cache)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (Files.size(file) < 4096) {
          assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
              .doesNotContain(FaultyHub.TOKEN);
        }
      }
    }
  }
}
