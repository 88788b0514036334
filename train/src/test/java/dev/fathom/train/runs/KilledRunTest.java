package dev.fathom.train.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.train.runs.Run.Mode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A small round of kills always; two hundred with `-Plong`:
///
///     mvn -Plong -pl train -am test -Dtest=KilledRunTest -Dsurefire.failIfNoSpecifiedTests=false
class KilledRunTest {
  private static final boolean LONG = Boolean.getBoolean("fathom.long");
  private static final int STEPS = LONG ? 2500 : 250;
  private static final int KILLS = LONG ? 200 : 6;

  @TempDir Path folder;

  @Test
  void endsAtTheSameHashHoweverOftenItIsKilled() throws Exception {
    long seed = System.nanoTime();
    System.out.println("KilledRunTest seed " + seed);
    Random random = new Random(seed);
    Path killed = folder.resolve("killed");
    for (int kill = 0; kill < KILLS; kill++) {
      killOnce(killed, random);
    }
    assertThat(stepsTaken(killed)).as("steps before the last life").isBetween(1, STEPS - 1);
    String after = learned(killed);
    assertThat(after).isEqualTo(learned(folder.resolve("whole")));
    var lines = MetricsFile.read(killed.resolve("metrics.jsonl"));
    assertThat(lines).hasSize(STEPS);
    for (int step = 1; step <= STEPS; step++) {
      assertThat(lines.get(step - 1).path("step").asInt()).isEqualTo(step);
    }
  }

  /// A life of the child: mostly killed at work, sometimes while it still starts.
  private static void killOnce(Path where, Random random) throws Exception {
    Process child = child(where);
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      if (random.nextInt(10) == 0) {
        Thread.sleep(random.nextInt(300));
      } else {
        assertThat(said.readLine()).isEqualTo("at work");
        Thread.sleep(0, 1 + random.nextInt(999_999));
        Thread.sleep(random.nextInt(LONG ? 25 : 40));
      }
      child.destroyForcibly();
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Process child(Path where) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                classes,
                KilledLife.class.getName(),
                where.toString(),
                Integer.toString(STEPS)))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static int stepsTaken(Path where) throws IOException {
    return new Checkpoints(where.resolve("checkpoints"), path -> Long.MAX_VALUE).newest().orElse(0);
  }

  private static String learned(Path where) {
    FakeTrainee trainee = new FakeTrainee(0);
    try (Run run = Run.open(where, KilledLife.CONFIG, Mode.EITHER)) {
      new Learner(Course.of(KilledLife.stage(STEPS)), Stages.ROWS, trainee, run).learn(() -> false);
    }
    return trainee.hash();
  }
}
