package dev.fathom.train.runs;

import dev.fathom.train.Trainee;
import dev.fathom.train.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// A stage's folder: `config.toml`, `metrics.jsonl`, `checkpoints/step-N`, `state.json`. For one
/// process at a time; a process killed at any moment loses the steps since the last checkpoint.
public final class Run implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String CONFIG = "config.toml";

  private final Path folder;
  private final RunLock lock;
  private final Checkpoints checkpoints;
  private final MetricsFile metrics;
  private final WorkClock clock = new WorkClock();

  /// Whether there must be a run in the folder.
  public enum Mode {
    /// There must be none.
    NEW,
    /// There must be one, of the same configuration.
    RESUME,
    /// One of the same configuration goes on, else one begins.
    EITHER
  }

  private Run(Path folder, RunLock lock, Checkpoints.DiskSpace space) {
    this.folder = folder;
    this.lock = lock;
    checkpoints = new Checkpoints(folder.resolve("checkpoints"), space);
    metrics = new MetricsFile(folder.resolve("metrics.jsonl"));
  }

  /// Opens the run in `folder`, made with the configuration `config`.
  public static Run open(Path folder, String config, Mode mode) {
    return open(folder, config, mode, path -> Files.getFileStore(path).getUsableSpace());
  }

  static Run open(Path folder, String config, Mode mode, Checkpoints.DiskSpace space) {
    try {
      if (mode == Mode.RESUME && !Files.exists(folder.resolve(CONFIG))) {
        throw new TrainingException(folder + ": there is no run here to go on with");
      }
      Files.createDirectories(folder);
      Run run = new Run(folder, RunLock.take(folder), space);
      try {
        run.begin(config, mode);
        return run;
      } catch (RuntimeException | IOException e) {
        run.lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be used: %s".formatted(folder, e), e);
    }
  }

  private void begin(String config, Mode mode) throws IOException {
    Path file = folder.resolve(CONFIG);
    if (!Files.exists(file)) {
      DurableFiles.write(file, config);
    } else if (mode == Mode.NEW) {
      throw new TrainingException(
          folder + ": there is a run here already; go on with --resume or take another folder");
    } else {
      requireSame(Files.readString(file), config);
    }
    checkpoints.clean();
    DurableFiles.sweep(folder);
  }

  private void requireSame(String was, String is) {
    if (was.equals(is)) {
      return;
    }
    String[] before = was.split("\n", -1);
    String[] now = is.split("\n", -1);
    int line = java.util.Arrays.mismatch(before, now);
    throw new TrainingException(
        "%s: this run was made with another configuration: line %d was '%s', is '%s'; take another folder"
            .formatted(folder, line + 1, at(before, line), at(now, line)));
  }

  private static String at(String[] lines, int line) {
    return line < lines.length ? lines[line] : "(the end)";
  }

  /// Puts the newest checkpoint into `trainee` and says where it was; the start where there is
  /// none.
  public RunState restore(Trainee trainee) {
    try {
      Optional<Integer> newest = checkpoints.newest();
      RunState state =
          newest.isEmpty() ? RunState.START : checkpoints.restore(trainee, newest.get());
      metrics.cutAfter(state.step());
      return state;
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be read: %s".formatted(folder, e), e);
    }
  }

  /// Saves a checkpoint and keeps the `keep` newest.
  public Path save(Trainee trainee, RunState state, int keep) {
    try {
      checkpoints.save(trainee, state, keep);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("step", state.step());
      fields.put("tokens", state.tokens());
      fields.put("seconds", state.seconds());
      fields.put("checkpoint", folder.relativize(checkpoints.place(state.step())).toString());
      DurableFiles.write(
          folder.resolve("state.json"),
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields) + "\n");
      return checkpoints.place(state.step());
    } catch (IOException e) {
      throw new TrainingException(
          "%s: step %d cannot be saved: %s".formatted(folder, state.step(), e), e);
    }
  }

  /// The newest checkpoint's weights, for the next stage; empty before the first.
  public Optional<Path> weights() {
    try {
      return checkpoints.newest().map(checkpoints::weights);
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be read: %s".formatted(folder, e), e);
    }
  }

  /// The newest checkpoint's step, 0 before the first.
  public int step() {
    try {
      return checkpoints.newest().orElse(0);
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be read: %s".formatted(folder, e), e);
    }
  }

  /// The newest checkpoint's name, for messages.
  public String newest() {
    return weights().map(file -> String.valueOf(file.getParent())).orElse("none");
  }

  /// Adds a line to the metrics, with the time and energy since the one before; it must have a
  /// `step`.
  public void log(Map<String, ?> values) {
    if (!values.containsKey("step")) {
      throw new IllegalArgumentException(
          "a line of metrics needs its step, got " + values.keySet());
    }
    try {
      Map<String, Object> line = new LinkedHashMap<>(values);
      line.putAll(clock.lap());
      metrics.append(line);
    } catch (IOException e) {
      throw new TrainingException("%s: metrics cannot be written: %s".formatted(folder, e), e);
    }
  }

  public Path folder() {
    return folder;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be left: %s".formatted(folder, e), e);
    }
  }
}
