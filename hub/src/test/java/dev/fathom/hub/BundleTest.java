package dev.fathom.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
  private static final String LONG = "Q4_K_M/" + "a-long-name-".repeat(10) + "Q4_K_M.gguf";

  @TempDir Path folder;
  private Path file;
  private TestRepo repo;

  @BeforeEach
  void pack() {
    Path here = folder.resolve("here");
    file = folder.resolve("model.fathom.tar");
    try (FaultyHub server = new FaultyHub()) {
      repo =
          server.add(
              new TestRepo("org/tiny")
                  .with("README.md", "---\nlicense: mit\n---\n")
                  .with("LICENSE", "MIT")
                  .with(LONG, "GGUF" + "weights".repeat(3000)));
      try (Hub hub = new Hub(Sandbox.settings(server.endpoint(), here))) {
        Sandbox.pull(hub, "org/tiny");
      }
    }
    KeptModel packed =
        new Bundle(new HubCache(here))
            .pack((ModelName.Hosted) ModelName.parse("org/tiny"), file, _ -> {});
    assertThat(packed.licence()).isEqualTo("mit");
  }

  private HubCache there(String name) {
    return new HubCache(folder.resolve(name));
  }

  @Test
  void arrivesWholeOnAnotherMachine() {
    HubCache there = there("there");
    KeptModel model = new Bundle(there).unpack(file, _ -> {});
    assertThat(model.revisions()).containsExactly("main");
    assertThat(model.licence()).isEqualTo("mit");
    for (String path : repo.files.keySet()) {
      assertThat(Sandbox.holds(model.folder(), repo, path)).as(path).isTrue();
    }
    assertThat(there.find(ModelName.parse("org/tiny"), 1 << 30))
        .contains(model.folder().resolve(LONG));
    assertThat(
            new CacheCheck(there).verify((ModelName.Hosted) ModelName.parse("org/tiny"), _ -> {}))
        .extracting(CacheCheck.Finding::verdict)
        .containsOnly(CacheCheck.Verdict.RIGHT);
  }

  @Test
  void isReadByTar() throws Exception {
    Process tar =
        new ProcessBuilder("tar", "tf", file.toString()).redirectErrorStream(true).start();
    String said = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tar.waitFor()).as(said).isZero();
    assertThat(said.lines()).containsExactly("fathom-bundle.json", "LICENSE", "README.md", LONG);
  }

  @Test
  void writesLengthsOverEightGigabytes() {
    TarHeader large = new TarHeader("model.gguf", 123L << 32, '0');
    assertThat(TarHeader.of(large.toBytes())).isEqualTo(large);
    TarHeader small = new TarHeader("model.gguf", 12345, '0');
    assertThat(TarHeader.of(small.toBytes())).isEqualTo(small);
  }

  /// Every flipped byte is noticed, and nothing wrong gets into the cache.
  @Test
  void refusesEveryDamage() throws IOException {
    Random random = new Random(5);
    System.out.println("seed 5");
    byte[] good = Files.readAllBytes(file);
    Path broken = folder.resolve("broken.tar");
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] bytes = good.clone();
      int at = i < 100 ? random.nextInt(1024) : random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(broken, bytes);
      HubCache there = there("broken" + i);
      try {
        KeptModel model = new Bundle(there).unpack(broken, _ -> {});
        for (String path : repo.files.keySet()) {
          assertThat(Sandbox.holds(model.folder(), repo, path)).as("byte " + at).isTrue();
        }
      } catch (HubException told) {
        assertThat(told.getMessage()).doesNotContain("\n");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(200);
  }

  @Test
  void refusesWhatBreaksOff() throws IOException {
    long size = Files.size(file);
    for (long length : new long[] {0, 100, 512, 1500, size / 2, size - 1100}) {
      Path part = folder.resolve("part.tar");
      Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.truncate(length);
      }
      assertThatThrownBy(() -> new Bundle(there("part")).unpack(part, _ -> {}))
          .isInstanceOf(HubException.class);
    }
  }

  @Test
  void leadsNowhereElse() throws IOException {
    for (String path : new String[] {"../evil", "/evil", "a/../../evil", "a\\\\..\\\\evil"}) {
      String manifest =
          ("{\"format\":\"fathom-bundle\",\"version\":1,\"repository\":\"org/tiny\",\"commit\":\"%s\","
                  + "\"revisions\":[],\"main\":\"\",\"files\":[{\"path\":\"%s\",\"bytes\":1,"
                  + "\"sha256\":\"%s\",\"blob\":\"%s\"}]}")
              .formatted("0".repeat(40), path, "0".repeat(64), "0".repeat(64));
      byte[] content = manifest.getBytes(StandardCharsets.UTF_8);
      Path evil = folder.resolve("evil.tar");
      try (FileChannel out =
          FileChannel.open(evil, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        out.write(
            ByteBuffer.wrap(new TarHeader(BundleManifest.PATH, content.length, '0').toBytes()));
        out.write(ByteBuffer.wrap(content));
      }
      assertThatThrownBy(() -> new Bundle(there("evil")).unpack(evil, _ -> {}))
          .isInstanceOf(HubException.class)
          .hasMessageContaining("is no file of a bundle");
    }
  }

  @Test
  void survivesAFullDisk() {
    // the three files and the note of the revision
    for (int at = 1; at <= 4; at++) {
      int[] left = {at};
      DiskDoor full =
          new DiskDoor() {
            @Override
            void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
              if (--left[0] <= 0) {
                throw new IOException("No space left on device");
              }
              super.write(channel, bytes, position);
            }
          };
      HubCache there = there("full" + at);
      assertThatThrownBy(() -> new Bundle(there, full).unpack(file, _ -> {}))
          .hasMessageContaining("the disk is full");
      assertThat(there.find(ModelName.parse("org/tiny"), 1 << 30)).isEmpty();
    }
  }
}
