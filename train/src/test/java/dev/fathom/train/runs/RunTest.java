package dev.fathom.train.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.train.TrainingException;
import dev.fathom.train.runs.Run.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
  private static final String CONFIG = "a = 1\nb = 2\n";

  @TempDir Path folder;

  private Run open(Mode mode) {
    return Run.open(folder, CONFIG, mode);
  }

  private static RunState at(int step) {
    return new RunState(step, step * 10L, step * 0.5, Map.of("level", "2"));
  }

  @Test
  void keepsTheNewestCheckpointsAndComesBackToTheLast() {
    FakeTrainee trainee = new FakeTrainee(0);
    String hash;
    try (Run run = open(Mode.NEW)) {
      for (int step = 1; step <= 5; step++) {
        trainee.learn(Stages.ROWS.rows(step), 1);
        run.save(trainee, at(step), 2);
      }
      hash = trainee.hash();
    }
    assertThat(folder.resolve("checkpoints").toFile().list())
        .containsExactlyInAnyOrder("step-4", "step-5");
    FakeTrainee other = new FakeTrainee(0);
    try (Run run = open(Mode.RESUME)) {
      assertThat(run.restore(other)).isEqualTo(at(5));
      assertThat(run.weights()).contains(folder.resolve("checkpoints/step-5/trainee.bin"));
    }
    assertThat(other.hash()).isEqualTo(hash);
  }

  @Test
  void isHeldByOneAtATime() {
    try (Run held = open(Mode.NEW)) {
      assertThat(held.folder()).isEqualTo(folder);
      assertThatThrownBy(() -> open(Mode.RESUME))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining(
              "another process trains here (process " + ProcessHandle.current().pid());
    }
    open(Mode.RESUME).close();
  }

  @Test
  void refusesToBeginWhereARunIsAndToGoOnWhereNoneIs() {
    assertThatThrownBy(() -> open(Mode.RESUME)).hasMessageContaining("there is no run here");
    open(Mode.NEW).close();
    assertThatThrownBy(() -> open(Mode.NEW)).hasMessageContaining("go on with --resume");
    open(Mode.EITHER).close();
  }

  @Test
  void refusesACheckpointFromAnotherConfiguration() {
    open(Mode.NEW).close();
    assertThatThrownBy(() -> Run.open(folder, "a = 1\nb = 3\n", Mode.RESUME))
        .hasMessageContaining("line 2 was 'b = 2', is 'b = 3'");
    assertThatThrownBy(() -> Run.open(folder, CONFIG + "c = 1\n", Mode.RESUME))
        .hasMessageContaining("line 3 was '', is 'c = 1'");
  }

  @Test
  void saysThatTheDiskIsFullBeforeItWritesAndLosesNothing() {
    FakeTrainee trainee = new FakeTrainee(0);
    try (Run run = open(Mode.NEW)) {
      run.save(trainee, at(1), 2);
    }
    try (Run run = Run.open(folder, CONFIG, Mode.RESUME, path -> 1000)) {
      trainee.learn(Stages.ROWS.rows(2), 1);
      assertThatThrownBy(() -> run.save(trainee, at(2), 2))
          .hasMessageContaining("a checkpoint takes 1,052,672 bytes, but the disk has 1,000 free");
      assertThat(run.restore(trainee).step()).isEqualTo(1);
    }
  }

  @Test
  void asksForRoomBeforeTheFirstCheckpoint() {
    long bytes = new FakeTrainee(0).stateBytes();
    try (Run run = Run.open(folder, CONFIG, Mode.NEW, path -> bytes)) {
      assertThatThrownBy(() -> run.save(new FakeTrainee(0), at(1), 2))
          .hasMessageContaining("the disk has %,d free".formatted(bytes));
    }
  }

  @Test
  void namesADamagedCheckpointAndGoesOnFromTheOneBefore() throws IOException {
    FakeTrainee trainee = new FakeTrainee(0);
    try (Run run = open(Mode.NEW)) {
      run.save(trainee, at(1), 2);
      trainee.learn(Stages.ROWS.rows(2), 1);
      run.save(trainee, at(2), 2);
    }
    Path newest = folder.resolve("checkpoints/step-2");
    byte[] bytes = Files.readAllBytes(newest.resolve("trainee.bin"));
    bytes[77] ^= 1;
    Files.write(newest.resolve("trainee.bin"), bytes);
    try (Run run = open(Mode.RESUME)) {
      assertThatThrownBy(() -> run.restore(trainee))
          .hasMessageContaining("step-2: the checkpoint is damaged")
          .hasMessageContaining("wanted");
      Files.writeString(newest.resolve("state.json"), "{");
      assertThatThrownBy(() -> run.restore(trainee)).hasMessageContaining("step-2: the checkpoint");
      DurableFiles.deleteTree(newest);
      assertThat(run.restore(trainee).step()).isEqualTo(1);
    }
  }

  @Test
  void forgetsWhatAKilledProcessLeftHalfDone() throws IOException {
    FakeTrainee trainee = new FakeTrainee(0);
    try (Run run = open(Mode.NEW)) {
      run.save(trainee, at(1), 2);
      for (int step = 1; step <= 3; step++) {
        run.log(Map.of("step", step, "loss", 0.5));
      }
    }
    Path metrics = folder.resolve("metrics.jsonl");
    Files.writeString(metrics, "{\"step\":4,\"lo", java.nio.file.StandardOpenOption.APPEND);
    Path torn = Files.createDirectory(folder.resolve("checkpoints/.step-2.part"));
    Files.writeString(torn.resolve("trainee.bin"), "half");
    try (Run run = open(Mode.RESUME)) {
      assertThat(run.restore(trainee).step()).isEqualTo(1);
    }
    assertThat(torn).doesNotExist();
    assertThat(Files.readAllLines(metrics)).hasSize(1).first().asString().contains("\"step\":1");
  }
}
