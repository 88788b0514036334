package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fathom.tensor.ElementType;
import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Prefixes that outlive the process: read again where they are right, never where they are not.
@Timeout(60)
class PrefixStoreTest {
  private static final int SEGMENT = PrefixStore.PAGES * KvCache.PAGE_TOKENS;
  private static final long PLENTY = 1 << 30;

  @TempDir private Path folder;

  /// What one generation took, with an engine of its own.
  private record Run(List<Integer> tokens, int cached, int computed) {}

  @Test
  void aPromptIsNotComputedAgainAfterARestart() throws Exception {
    int[] prompt = Answers.prompt(700, 1);
    Run cold = run(prompt, "", "model", PLENTY);
    assertThat(cold.cached()).isZero();
    assertThat(files()).hasSize(2);
    Run warm = run(prompt, "", "model", PLENTY);
    assertThat(warm.tokens()).isEqualTo(cold.tokens());
    assertThat(warm.cached()).isEqualTo(2 * SEGMENT);
    assertThat(warm.computed()).isEqualTo(700 - 2 * SEGMENT + 9);
    int[] longer = Arrays.copyOf(prompt, 900);
    assertThat(run(longer, "", "model", PLENTY).cached()).isEqualTo(2 * SEGMENT);
    assertThat(files()).hasSize(3);
  }

  @Test
  void noOtherTenantModelOrTextReadsThem() throws Exception {
    int[] prompt = Answers.prompt(600, 2);
    var _ = run(prompt, "a", "model", PLENTY);
    assertThat(run(prompt, "b", "model", PLENTY).cached()).isZero();
    assertThat(run(prompt, "a", "another", PLENTY).cached()).isZero();
    int[] other = prompt.clone();
    other[300] = (other[300] + 1) % 80;
    assertThat(run(other, "a", "model", PLENTY).cached()).isEqualTo(SEGMENT);
    assertThat(run(prompt, "a", "model", PLENTY).cached()).isEqualTo(2 * SEGMENT);
  }

  @Test
  void aFileThatIsNotRightIsDeletedAndNeverAnswers() throws Exception {
    long seed = System.nanoTime();
    System.out.println("aFileThatIsNotRightIsDeletedAndNeverAnswers seed " + seed);
    Random random = new Random(seed);
    int[] prompt = Answers.prompt(600, 3);
    Run truth = run(prompt, "", "model", PLENTY);
    for (int i = 0; i < 30; i++) {
      Path file = files().get(random.nextInt(2));
      byte[] right = Files.readAllBytes(file);
      Files.write(file, damaged(right, i, random));
      Run run = run(prompt, "", "model", PLENTY);
      assertThat(run.tokens()).isEqualTo(truth.tokens());
      assertThat(run.cached()).isLessThanOrEqualTo(SEGMENT);
      assertThat(files()).hasSize(2);
      // written again, and right again
      assertThat(Files.readAllBytes(file)).isEqualTo(right);
    }
  }

  private static byte[] damaged(byte[] right, int kind, Random random) {
    byte[] wrong = right.clone();
    int at = random.nextInt(right.length);
    switch (kind % 5) {
      case 0 -> wrong[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        return Arrays.copyOf(wrong, at);
      }
      case 2 -> {
        return Arrays.copyOf(wrong, wrong.length + 1 + random.nextInt(100));
      }
      case 3 -> Arrays.fill(wrong, at, wrong.length, (byte) 0xA5);
      default -> {
        // a sum that is right does not make the head right
        wrong[random.nextInt(96)] ^= (byte) (1 << random.nextInt(8));
        PrefixFile.seal(wrong);
      }
    }
    return wrong;
  }

  @Test
  void anothersFileUnderThisNameIsNotTrusted() throws Exception {
    int[] one = Answers.prompt(300, 4);
    int[] other = Answers.prompt(300, 5);
    var _ = run(one, "", "model", PLENTY);
    Path file = files().getFirst();
    byte[] content = Files.readAllBytes(file);
    Files.delete(file);
    var _ = run(other, "", "model", PLENTY);
    Files.write(files().getFirst(), content);
    Run run = run(other, "", "model", PLENTY);
    assertThat(run.cached()).isZero();
    assertThat(run.tokens()).isEqualTo(HashingForward.answer(other, 10));
  }

  @Test
  void theFolderStaysWithinItsBytesAndTheLeastRecentlyUsedGoes() throws Exception {
    var _ = run(Answers.prompt(300, 6), "", "model", PLENTY);
    long size = Files.size(files().getFirst());
    for (int i = 7; i < 12; i++) {
      var _ = run(Answers.prompt(300, i), "", "model", 3 * size);
      assertThat(run(Answers.prompt(300, 6), "", "model", 3 * size).cached()).isEqualTo(SEGMENT);
      assertThat(files().size()).isLessThanOrEqualTo(3);
    }
    assertThat(run(Answers.prompt(300, 7), "", "model", 3 * size).cached()).isZero();
    var _ = run(Answers.prompt(300, 13), "", "model", size - 1);
    assertThat(files()).isEmpty();
  }

  @Test
  void whatAnInterruptedWriteLeftIsRemoved() throws Exception {
    Path left = folder.resolve("0123.kv.999999999999.tmp");
    Files.writeString(left, "half a file");
    Files.writeString(folder.resolve("notes.txt"), "not ours");
    var _ = run(Answers.prompt(300, 14), "", "model", PLENTY);
    assertThat(left).doesNotExist();
    assertThat(folder.resolve("notes.txt")).exists();
  }

  @Test
  void nobodyElseMayLookIntoAFolderItMade() throws Exception {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path made = folder.resolve("a/b");
    new PrefixFolder(made, 1 << 20);
    assertThat(Files.getPosixFilePermissions(made))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void withoutAFolderToWriteToTheEngineGoesOn() throws Exception {
    int[] prompt = Answers.prompt(600, 15);
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    EngineOptions options = options(file, PLENTY);
    try (Engine engine = Answers.engine(Answers.forward(options), options, "model")) {
      assertThat(Answers.tokens(engine.submit(GenerationRequest.greedy(prompt, 10))))
          .isEqualTo(HashingForward.answer(prompt, 10));
    }
    Path gone = folder.resolve("gone");
    options = options(gone, PLENTY);
    try (Engine engine = Answers.engine(Answers.forward(options), options, "model")) {
      Files.delete(gone);
      assertThat(Answers.tokens(engine.submit(GenerationRequest.greedy(prompt, 10))))
          .isEqualTo(HashingForward.answer(prompt, 10));
    }
    assertThat(gone).doesNotExist();
  }

  @Test
  void aFileThatVanishesWhileTheEngineRunsIsComputed() throws Exception {
    int[] prompt = Answers.prompt(300, 16);
    var _ = run(prompt, "", "model", PLENTY);
    EngineOptions options = options(folder, PLENTY);
    try (Engine engine = Answers.engine(Answers.forward(options), options, "model")) {
      Files.delete(files().getFirst());
      Generation generation = engine.submit(GenerationRequest.greedy(prompt, 10));
      assertThat(Answers.finish(generation).usage().cachedTokens()).isZero();
      assertThat(generation.tokens()).isEqualTo(HashingForward.answer(prompt, 10));
    }
  }

  @Test
  void needsToKnowTheModel() {
    EngineOptions options = options(folder, PLENTY);
    HashingForward forward = Answers.forward(options);
    assertThatThrownBy(() -> Answers.engine(forward, options, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fingerprint");
    forward.close();
  }

  @ParameterizedTest
  @CsvSource({
    "tiny-qwen3,F16",
    "tiny-qwen3,Q8_0",
    "tiny-deepseek-v3,F16",
    "tiny-deepseek-v3,Q8_0",
    "tiny-deepseek-v3,F32"
  })
  void aRealModelAnswersTheSameFromDisk(String model, ElementType cache) throws Exception {
    FathomOptions options =
        FathomOptions.DEFAULTS.withCacheType(cache).withContext(1024).withPrefixes(folder, PLENTY);
    int[] prompt = new Random(5).ints(600, 0, 200).toArray();
    Path file = SharedData.path("fixtures/" + model);
    Run cold = run(Fathom.open(file, options), prompt);
    Run warm = run(Fathom.open(file, options), prompt);
    assertThat(warm.cached()).isEqualTo(2 * SEGMENT);
    assertThat(warm.tokens()).isEqualTo(cold.tokens());
  }

  @Test
  void otherKernelsAndOtherCacheTypesDoNotReadThem() throws Exception {
    FathomOptions options = FathomOptions.DEFAULTS.withPrefixes(folder, PLENTY);
    int[] prompt = new Random(6).ints(300, 1, 90).toArray();
    var _ = run(Fathom.embedded(options), prompt);
    assertThat(run(Fathom.embedded(options), prompt).cached()).isEqualTo(SEGMENT);
    FathomOptions scalar = options.withKernels("scalar");
    assertThat(run(Fathom.embedded(scalar), prompt).cached()).isZero();
    FathomOptions wide = options.withCacheType(ElementType.F32);
    assertThat(run(Fathom.embedded(wide), prompt).cached()).isZero();
  }

  private static Run run(Fathom opened, int[] prompt) throws Exception {
    try (Fathom fathom = opened) {
      Generation generation = fathom.engine().submit(GenerationRequest.greedy(prompt, 20));
      int cached = Answers.finish(generation).usage().cachedTokens();
      return new Run(generation.tokens(), cached, 0);
    }
  }

  private Run run(int[] prompt, String tenant, String model, long bytes) throws Exception {
    EngineOptions options = options(folder, bytes);
    HashingForward forward = Answers.forward(options);
    try (Engine engine = Answers.engine(forward, options, model)) {
      GenerationRequest request = GenerationRequest.greedy(prompt, 10);
      Generation generation = engine.submit(request.with(Terms.NONE.withTenant(tenant)));
      int cached = Answers.finish(generation).usage().cachedTokens();
      assertThat(generation.tokens()).isEqualTo(HashingForward.answer(prompt, 10));
      return new Run(generation.tokens(), cached, forward.computed());
    }
  }

  private static EngineOptions options(Path folder, long bytes) {
    return new EngineOptions(1024, ElementType.F16, 48)
        .withPrefixes(new EngineOptions.Prefixes(folder, bytes));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".kv")).sorted().toList();
    }
  }
}
