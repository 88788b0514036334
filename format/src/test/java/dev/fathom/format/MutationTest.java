package dev.fathom.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Mutants of small correct files either open, and then all of their tensors can be touched, or are
/// refused with a {@link FormatException}; nothing else, and at once.
///
/// `-Dfuzz.minutes=10` breeds for ten minutes a seed file, from a new random seed; `-Dfuzz.seed=N`
/// repeats a run.
class MutationTest {
  private static final int MUTANTS = 20_000;
  private static final long SLOWEST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MINUTES = Long.getLong("fuzz.minutes", 0);
  private static final long SEED =
      Long.getLong("fuzz.seed", MINUTES == 0 ? 20261122 : System.nanoTime());

  private static final Pattern FOUND = Pattern.compile("'[^']*'|\"[^\"]*\"|[0-9,]+|\\[[^]]*]");

  /// @param bytes a correct file
  record Seed(String name, byte[] bytes, boolean gguf) {
    Function<MemorySegment, Checkpoint> opening() {
      return gguf
          ? memory -> GgufCheckpoint.open("m", memory)
          : memory -> Checkpoint.ofSafetensors("m", memory);
    }

    List<Mutation> mutations() {
      List<Mutation> all = new ArrayList<>(Mutation.BLIND);
      if (gguf) {
        List<GgufFields.Field> fields = GgufFields.of(bytes);
        for (int i = 0; i < 3; i++) {
          all.add(FieldMutations.lie(fields));
          all.add(FieldMutations.copy(fields));
        }
      } else {
        all.addAll(HeaderMutations.ALL);
        all.addAll(HeaderMutations.ALL);
      }
      return all;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Seed> seeds() {
    return Stream.of(
        new Seed("GGUF with every value type", SeedFiles.ggufWithEveryValueType(), true),
        new Seed("GGUF v2", SeedFiles.ggufVersionTwo(), true),
        new Seed("GGUF with every tensor type", SeedFiles.ggufWithQuantisedTensors(), true),
        new Seed("safetensors in BF16", SeedFiles.safetensorsBrain(), false),
        new Seed("safetensors in FP8 with scales", SeedFiles.safetensorsEightBit(), false));
  }

  private long opened;
  private long refused;
  private final Set<String> reasons = new HashSet<>();

  @ParameterizedTest
  @MethodSource("seeds")
  void everyMutantOpensOrIsRefusedAtOnce(Seed seed) {
    touch(seed.opening().apply(GgufBytes.offHeap(seed.bytes)));
    Random random = new Random(SEED);
    List<Mutation> mutations = seed.mutations();
    long start = System.nanoTime();
    long end = start + TimeUnit.MINUTES.toNanos(MINUTES);
    long count = 0;
    for (; count < MUTANTS || System.nanoTime() < end; count++) {
      byte[] mutant = seed.bytes;
      for (int i = random.nextInt(8) == 0 ? 3 : 1; i > 0; i--) {
        mutant = mutations.get(random.nextInt(mutations.size())).apply(mutant, random);
      }
      check(seed, mutant, count);
    }
    System.out.printf(
        "%s: %,d mutants from seed %d: %,d opened, %,d refused for %d reasons, %d ms%n",
        seed,
        count,
        SEED,
        opened,
        refused,
        reasons.size(),
        (System.nanoTime() - start) / 1_000_000);
    assertThat(opened).as("opened").isGreaterThan(count / 100);
    assertThat(refused).as("refused").isGreaterThan(count / 4);
    assertThat(reasons).as("different reasons").hasSizeGreaterThan(20);
  }

  private void check(Seed seed, byte[] mutant, long number) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Math.max(1, mutant.length), 64);
      MemorySegment file = memory.asSlice(0, mutant.length).copyFrom(MemorySegment.ofArray(mutant));
      Outcome outcome = attempt(seed, file);
      // again where it was slow, because a busy machine stops whom it likes
      for (int i = 0; i < 5 && outcome.nanos > SLOWEST_NANOS; i++) {
        outcome = attempt(seed, file);
      }
      assertThat(outcome.nanos <= SLOWEST_NANOS).as("opens or refuses within 100 ms").isTrue();
      count(outcome);
    } catch (RuntimeException | Error e) {
      fail("mutant " + number + " of " + seed + " from seed " + SEED, e);
    }
  }

  /// @param refusal null where the mutant opened
  private record Outcome(long nanos, @Nullable FormatException refusal) {}

  private static Outcome attempt(Seed seed, MemorySegment file) {
    long start = System.nanoTime();
    try (Checkpoint checkpoint = seed.opening().apply(file)) {
      touch(checkpoint);
      return new Outcome(System.nanoTime() - start, null);
    } catch (FormatException e) {
      return new Outcome(System.nanoTime() - start, e);
    }
  }

  private void count(Outcome outcome) {
    if (outcome.refusal == null) {
      opened++;
    } else {
      refused++;
      reasons.add(reason(outcome.refusal));
    }
  }

  /// The message without what the mutant put into it.
  private static String reason(FormatException e) {
    String message = String.valueOf(e.getMessage());
    assertThat(message).doesNotContain("\n").hasSizeLessThan(600);
    return FOUND.matcher(message).replaceAll("#");
  }

  private static void touch(Checkpoint checkpoint) {
    for (String key : checkpoint.metadata().keys()) {
      orRefused(() -> touch(checkpoint.metadata(), key));
    }
    for (String name : checkpoint.entries().keySet()) {
      orRefused(() -> touch(checkpoint.tensor(name)));
    }
  }

  private static void touch(Metadata metadata, String key) {
    Object value = metadata.find(key).orElseThrow();
    switch (value) {
      case List<?> _ -> assertThat(metadata.findStrings(key)).isPresent();
      case long[] _, int[] _ -> assertThat(metadata.findInts(key)).isPresent();
      case float[] _, double[] _ -> assertThat(metadata.findFloats(key)).isPresent();
      default -> assertThat(value).isNotNull();
    }
  }

  private static void touch(Tensor tensor) {
    MemorySegment data = tensor.data();
    if (data.byteSize() > 0) {
      data.get(ValueLayout.JAVA_BYTE, 0);
      data.get(ValueLayout.JAVA_BYTE, data.byteSize() - 1);
    }
    assertThat(tensor.rows()).isNotNegative();
    Tensor scales = tensor.scales();
    if (scales != null) {
      touch(scales);
    }
  }

  /// What a look-up refuses is refused well.
  private static void orRefused(Runnable look) {
    try {
      look.run();
    } catch (FormatException e) {
      assertThat(e.getMessage()).doesNotContain("\n");
    }
  }
}
