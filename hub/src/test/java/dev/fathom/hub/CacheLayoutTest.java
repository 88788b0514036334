package dev.fathom.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The layout that `huggingface_hub` documents, read and written.
class CacheLayoutTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path cache;

  private Path byHand() throws IOException {
    Path root = cache.resolve("models--org--hand");
    Path snapshot = Files.createDirectories(root.resolve("snapshots").resolve(COMMIT));
    Files.createDirectories(root.resolve("refs/refs/pr"));
    Files.writeString(root.resolve("refs/main"), COMMIT);
    Files.writeString(root.resolve("refs/refs/pr/1"), COMMIT);
    put(root, snapshot, "model.safetensors", "weights");
    put(root, snapshot, "config.json", "{}");
    put(root, snapshot, "README.md", "---\nlicense: apache-2.0\n---\n");
    Files.createDirectories(root.resolve(".no_exist").resolve(COMMIT));
    Files.createDirectories(cache.resolve(".locks/models--org--hand"));
    Files.createDirectories(cache.resolve("datasets--org--other/snapshots/x"));
    return snapshot;
  }

  private static void put(Path root, Path snapshot, String path, String content)
      throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String name = TestRepo.isLarge(path) ? TestRepo.sha256(bytes) : TestRepo.git(bytes);
    Path blob = Files.createDirectories(root.resolve("blobs")).resolve(name);
    Files.write(blob, bytes);
    Files.createSymbolicLink(snapshot.resolve(path), Path.of("../../blobs/" + name));
  }

  @Test
  void readsACacheThatWasMadeByHand() throws IOException {
    Path snapshot = byHand();
    HubCache hub = new HubCache(cache);
    assertThat(hub.find(ModelName.parse("org/hand"), 1 << 30)).contains(snapshot);
    assertThat(hub.find(ModelName.parse("org/hand@refs/pr/1"), 1 << 30)).contains(snapshot);
    assertThat(hub.find(ModelName.parse("org/hand@" + COMMIT), 1 << 30)).contains(snapshot);
    assertThat(hub.find(ModelName.parse("org/hand@other"), 1 << 30)).isEmpty();
    assertThat(hub.find(ModelName.parse("org/absent"), 1 << 30)).isEmpty();
    assertThat(hub.list())
        .singleElement()
        .satisfies(
            model -> {
              assertThat(model.repo()).hasToString("org/hand");
              assertThat(model.revisions()).containsExactly("main", "refs/pr/1");
              assertThat(model.licence()).isEqualTo("apache-2.0");
              assertThat(model.files())
                  .containsExactly("README.md", "config.json", "model.safetensors");
            });
  }

  @Test
  void takesNothingTwiceThatPythonHasFetched() throws IOException {
    try (FaultyHub server = new FaultyHub()) {
      TestRepo repo = server.add(new TestRepo("org/hand").with("model.safetensors", "weights"));
      Path root = cache.resolve("models--org--hand");
      Path snapshot = Files.createDirectories(root.resolve("snapshots").resolve(repo.commit()));
      put(root, snapshot, "model.safetensors", "weights");
      try (Hub hub = new Hub(Sandbox.settings(server.endpoint(), cache))) {
        assertThat(Sandbox.pull(hub, "org/hand")).isEqualTo(snapshot);
      }
      assertThat(server.wellServed).hasValue(0);
    }
  }

  @Test
  void findsWhatIsWrongInACache() throws IOException {
    Path snapshot = byHand();
    CacheCheck check = new CacheCheck(new HubCache(cache));
    ModelName.Hosted name = (ModelName.Hosted) ModelName.parse("org/hand");
    assertThat(check.verify(name, _ -> {}))
        .extracting(CacheCheck.Finding::verdict)
        .containsOnly(CacheCheck.Verdict.RIGHT);
    Files.writeString(snapshot.resolve("model.safetensors"), "weighty");
    Files.delete(snapshot.resolve("config.json").toRealPath());
    assertThat(check.verify(name, _ -> {}))
        .extracting(CacheCheck.Finding::verdict)
        .containsExactly(
            CacheCheck.Verdict.RIGHT, CacheCheck.Verdict.MISSING, CacheCheck.Verdict.WRONG);
  }

  @Test
  void removesARevisionAndWhatOnlyItNeeded() throws IOException {
    Path snapshot = byHand();
    Path root = cache.resolve("models--org--hand");
    Path second = Files.createDirectories(snapshot.resolveSibling("f".repeat(40)));
    put(root, second, "config.json", "{}");
    Files.writeString(root.resolve("refs/v2"), "f".repeat(40));
    CacheChange change = new CacheChange(new HubCache(cache));
    ModelName.Hosted name = (ModelName.Hosted) ModelName.parse("org/hand@main");
    long before = change.usage().getFirst().bytes();
    long freed = change.remove(name, false);
    assertThat(change.usage().getFirst().bytes()).isEqualTo(before - freed);
    assertThat(snapshot).doesNotExist();
    assertThat(second.resolve("config.json")).hasContent("{}");
    assertThat(root.resolve("refs/main")).doesNotExist();
    change.remove((ModelName.Hosted) ModelName.parse("org/hand"), true);
    assertThat(root).doesNotExist();
    assertThat(cache.resolve("datasets--org--other")).exists();
    assertThatThrownBy(() -> change.remove(name, true))
        .hasMessageContaining("fathom pull org/hand");
  }

  /// Python's own library finds what we fetched, and calls it whole.
  @Test
  void isReadByPython() throws Exception {
    Path models = Path.of("/var/tmp/models");
    Path tool = Path.of("/work/shared/tools/peers.sh");
    boolean there =
        Files.isWritable(models)
            && Files.exists(tool)
            && Files.exists(Path.of("/opt/peers/usr/lib/python3/dist-packages/huggingface_hub"));
    Assumptions.assumeTrue(there, "no huggingface_hub on this machine");
    Path shared = Files.createTempDirectory(models, "hub-test");
    try (FaultyHub server = new FaultyHub()) {
      TestRepo repo = server.add(TestRepo.model("org/tiny", 30_000, 9));
      try (Hub hub = new Hub(Sandbox.settings(server.endpoint(), shared))) {
        Sandbox.pull(hub, "org/tiny");
      }
      String folder = "/models/" + shared.getFileName();
      String said =
          python(
              tool,
              ("import huggingface_hub as h; c='%s';"
                      + "p=h.snapshot_download('org/tiny',cache_dir=c,local_files_only=True);"
                      + "f=h.try_to_load_from_cache('org/tiny','model.safetensors',cache_dir=c);"
                      + "s=h.scan_cache_dir(c);r=list(s.repos)[0];"
                      + "print(p);print(len(open(f,'rb').read()));print(len(s.warnings));"
                      + "print(r.repo_id,r.nb_files,sorted(list(r.refs)))")
                  .formatted(folder));
      assertThat(said.lines())
          .containsExactly(
              folder + "/models--org--tiny/snapshots/" + repo.commit(),
              "30000",
              "0",
              "org/tiny 3 ['main']");
    } finally {
      try (var files = Files.walk(shared)) {
        for (Path file : files.toList().reversed()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String python(Path tool, String program) throws Exception {
    List<String> command =
        List.of(
            "bash", tool.toString(), "run", "env", "HF_HUB_OFFLINE=1", "python3", "-c", program);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
