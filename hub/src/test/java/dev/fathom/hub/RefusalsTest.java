package dev.fathom.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people are told where a model cannot be had.
class RefusalsTest {
  @TempDir Path cache;
  private final FaultyHub server = new FaultyHub();

  @AfterEach
  void close() {
    server.close();
  }

  private void refuses(HubSettings settings, String name, String message) {
    try (Hub hub = new Hub(settings)) {
      assertThatThrownBy(() -> Sandbox.pull(hub, name))
          .isInstanceOf(HubException.class)
          .hasMessageContaining(message);
    }
  }

  private HubSettings settings() {
    return Sandbox.settings(server.endpoint(), cache);
  }

  private HubSettings nobody() {
    HubSettings own = settings();
    return new HubSettings(own.endpoint(), cache, Token.NONE, false, true, own.pace());
  }

  @Test
  void saysWhatIsAbsent() {
    server.add(TestRepo.model("org/tiny", 100, 1));
    refuses(settings(), "org/absent", "org/absent: no such repository at 127.0.0.1");
    refuses(settings(), "org/tiny@v9", "org/tiny: has no revision 'v9'");
    refuses(settings(), "org/tiny:Q4_0", "org/tiny: has no file or quantisation 'Q4_0'; there are");
  }

  @Test
  void saysHowAGatedModelOpens() {
    server.add(TestRepo.model("org/gated", 100, 2)).gated = "\"manual\"";
    refuses(nobody(), "org/gated", "accept its licence at " + server.endpoint() + "/org/gated");
    try (Hub hub = new Hub(settings())) {
      assertThat(Sandbox.pull(hub, "org/gated")).isDirectory();
    }
    HubSettings own = settings();
    Token other = Token.of("hf_other");
    Path elsewhere = cache.resolve("other");
    refuses(
        new HubSettings(own.endpoint(), elsewhere, other, false, true, own.pace()),
        "org/gated",
        "this token's owner may not read it");
  }

  @Test
  void staysOffTheNetworkWhereToldTo() {
    server.add(TestRepo.model("org/tiny", 100, 3));
    refuses(settings().withoutNetwork(), "org/tiny", "HF_HUB_OFFLINE forbids");
    assertThat(server.requests()).isZero();
  }

  @Test
  void saysThatNobodyAnswers() {
    server.close();
    refuses(settings(), "org/tiny", "gave up after 6 attempts");
  }

  @Test
  void checksTheDiskBeforeTheFirstByte() {
    server.add(TestRepo.model("org/tiny", 50_000, 4));
    DiskDoor small =
        new DiskDoor() {
          @Override
          long room(Path folder) {
            return 1000;
          }
        };
    try (Hub hub = new Hub(settings(), small)) {
      assertThatThrownBy(() -> Sandbox.pull(hub, "org/tiny"))
          .hasMessageContaining("needs 50,0")
          .hasMessageContaining("which has 1,000");
    }
    assertThat(server.wellServed).hasValue(0);
  }

  @Test
  void believesNoListingThatLeadsOutOfTheFolder() {
    for (String path : List.of("../x.safetensors", "a/../../x", "/etc/x", "a\\\\b", "C:x", "")) {
      server.repos.clear();
      server.add(new TestRepo("org/evil").with(path, "x"));
      refuses(settings(), "org/evil", "");
    }
    assertThat(cache.resolveSibling("x.safetensors")).doesNotExist();
  }

  /// The disk fills up at the first write, the second, and so on to the last: every time one line,
  /// nothing wrong in its place, and afterwards the rest comes and no more than that.
  @Test
  void survivesAFullDiskAtEveryWrite() {
    TestRepo repo = server.add(TestRepo.model("org/tiny", 3 * Sandbox.PIECE + 5, 5));
    int failed = 0;
    for (int at = 1; ; at++) {
      Path folder = cache.resolve("at" + at);
      HubSettings settings = Sandbox.settings(server.endpoint(), folder);
      FullDisk disk = new FullDisk(at);
      List<PullEvent> events = new ArrayList<>();
      try (Hub hub = new Hub(settings, disk)) {
        hub.prepare(ModelName.parse("org/tiny"), 1L << 40, events::add).run();
      } catch (HubException told) {
        assertThat(told.kind()).as("write " + at).isEqualTo(HubException.Kind.DISK_FULL);
        assertThat(told.getMessage()).doesNotContain("\n");
        failed++;
      }
      boolean reached = disk.isFull();
      try (Hub hub = new Hub(settings)) {
        Path model = Sandbox.pull(hub, "org/tiny");
        assertThat(Sandbox.holds(model, repo, "model.safetensors")).isTrue();
        assertThat(Sandbox.holds(model, repo, "config.json")).isTrue();
      }
      if (!reached) {
        break;
      }
    }
    assertThat(failed).isGreaterThan(10);
    System.out.println("a full disk at each of " + failed + " writes");
  }

  /// Full from the given write on.
  private static final class FullDisk extends DiskDoor {
    private final AtomicInteger left;

    FullDisk(int at) {
      this.left = new AtomicInteger(at);
    }

    boolean isFull() {
      return left.get() <= 0;
    }

    @Override
    void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
      if (left.decrementAndGet() <= 0) {
        throw new IOException("No space left on device");
      }
      super.write(channel, bytes, position);
    }
  }

  @Test
  void followsNoRedirectFromHttpsToHttp() throws Exception {
    var headers =
        HttpHeaders.of(Map.of("Location", List.of("http://example.org/x")), (_, _) -> true);
    assertThatThrownBy(() -> Wire.next(URI.create("https://hub.example/x"), headers))
        .hasMessageContaining("from https to http");
    assertThat(Wire.next(URI.create("http://hub.example/x"), headers))
        .hasToString("http://example.org/x");
  }

  @Test
  void leavesNoTokenInMessages() {
    server.add(TestRepo.model("org/tiny", 100, 6));
    server.faults = () -> Fault.UNAVAILABLE;
    try (Hub hub = new Hub(settings())) {
      assertThatThrownBy(() -> Sandbox.pull(hub, "org/tiny"))
          .satisfies(
              failure -> {
                StringWriter trace = new StringWriter();
                failure.printStackTrace(new PrintWriter(trace));
                assertThat(trace.toString()).doesNotContain(FaultyHub.TOKEN);
              });
    }
    assertThat(Files.exists(cache.resolve("models--org--tiny/refs"))).isFalse();
  }
}
