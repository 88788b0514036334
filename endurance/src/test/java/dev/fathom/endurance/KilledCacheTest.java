package dev.fathom.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.engine.EngineOptions;
import dev.fathom.testing.HashedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that keeps prefixes on disk and is killed at random moments, again and again.
class KilledCacheTest {
  private static final int KILLS = Rounds.of(10, 200);
  private static final int LONGEST_MILLIS = 400;

  @TempDir Path folder;
  private final Map<Integer, String> right = new HashMap<>();
  private int answers;
  private int afterRestart;
  private long cachedAfterRestart;
  private int interruptedWrites;

  @Test
  void answersAsWithoutACacheAfterEveryKill() throws Exception {
    Random random = Rounds.random("kills");
    rememberRightAnswers();
    for (int i = 0; i < KILLS; i++) {
      round(random);
    }
    int files = count(".kv");
    // the last process may end in peace
    try (Child child = new Child(PrefixKeeper.class, Map.of(), folder, random.nextLong())) {
      child.lineWith("ready");
      for (int i = 0; i < PrefixKeeper.PROMPTS; i++) {
        check(child.lineWith(" "), i == 0);
      }
    }
    assertThat(cachedAfterRestart).as("prompt tokens that came from disk").isPositive();
    Rounds.figure(
        "kill -9 while writing the disk cache",
        "%d kills, %d of them within a write (a temporary file was left), %,d answers, %d of them the"
            + " first after a restart with %,d prompt tokens from disk: all right; %d files at the end",
        KILLS,
        interruptedWrites,
        answers,
        afterRestart,
        cachedAfterRestart,
        files);
  }

  private void round(Random random) throws Exception {
    try (Child child = new Child(PrefixKeeper.class, Map.of(), folder, random.nextLong())) {
      child.lineWith("ready");
      Thread killer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      Thread.sleep(1 + random.nextInt(LONGEST_MILLIS));
                    } catch (InterruptedException hurried) {
                      Thread.currentThread().interrupt();
                    }
                    child.kill();
                  });
      String before = null;
      boolean first = true;
      for (String line = child.line(); line != null; line = child.line()) {
        // the last line may be half a line
        if (before != null) {
          check(before, first);
          first = false;
        }
        before = line;
      }
      killer.join();
      assertThat(child.ends(10_000)).isTrue();
    }
    interruptedWrites += Math.min(1, count(".tmp"));
  }

  private void rememberRightAnswers() {
    EngineOptions none = EngineOptions.ofContext(64);
    try (HashedModel model = new HashedModel(none, PrefixKeeper.WIDTH)) {
      for (int i = 0; i < PrefixKeeper.PROMPTS; i++) {
        right.put(i, model.answer(PrefixKeeper.prompt(i), PrefixKeeper.ANSWER));
      }
    }
  }

  private void check(String line, boolean first) {
    List<String> words = List.of(line.split(" ", -1));
    assertThat(words).as(line).hasSize(3);
    assertThat(words.get(1))
        .as("answer to prompt " + words.get(0))
        .isEqualTo(right.get(Integer.parseInt(words.get(0))));
    answers++;
    if (first) {
      afterRestart++;
      cachedAfterRestart += Long.parseLong(words.get(2));
    }
  }

  private int count(String end) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return (int) files.filter(file -> file.toString().endsWith(end)).count();
    }
  }
}
