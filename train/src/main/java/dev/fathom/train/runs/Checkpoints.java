package dev.fathom.train.runs;

import dev.fathom.train.Trainee;
import dev.fathom.train.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The folder `checkpoints` of a run: `step-N/{trainee.bin, state.json}`, each whole.
final class Checkpoints {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern NAME = Pattern.compile("step-(\\d{1,9})");
  private static final String WEIGHTS = "trainee.bin";
  private static final String STATE = "state.json";
  private static final long MARGIN = 1 << 20;

  private final Path folder;
  private final DiskSpace space;

  /// What is free, in bytes.
  interface DiskSpace {
    long free(Path folder) throws IOException;
  }

  Checkpoints(Path folder, DiskSpace space) {
    this.folder = folder;
    this.space = space;
  }

  /// Removes what a killed process left half written or half deleted.
  void clean() throws IOException {
    Files.createDirectories(folder);
    try (var entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        if (entry.getFileName().toString().startsWith(".step-")) {
          DurableFiles.deleteTree(entry);
        }
      }
    }
  }

  /// Steps there is a checkpoint of, ascending.
  List<Integer> steps() throws IOException {
    try (var entries = Files.list(folder)) {
      return entries
          .map(entry -> NAME.matcher(entry.getFileName().toString()))
          .filter(java.util.regex.Matcher::matches)
          .map(name -> Integer.valueOf(name.group(1)))
          .sorted()
          .toList();
    }
  }

  Optional<Integer> newest() throws IOException {
    List<Integer> steps = steps();
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps.getLast());
  }

  Path place(int step) {
    return folder.resolve("step-" + step);
  }

  /// Where the weights of a step lie.
  Path weights(int step) {
    return place(step).resolve(WEIGHTS);
  }

  /// Writes a checkpoint, then removes all but the `keep` newest.
  void save(Trainee trainee, RunState state, int keep) throws IOException {
    Path target = place(state.step());
    if (!Files.exists(target)) {
      requireSpace(trainee);
      Path part = folder.resolve(".step-" + state.step() + ".part");
      DurableFiles.deleteTree(part);
      Files.createDirectory(part);
      trainee.save(part.resolve(WEIGHTS));
      Files.writeString(part.resolve(STATE), json(state, trainee.hash()));
      DurableFiles.publish(part, target);
    }
    List<Integer> steps = steps();
    for (int step : steps.subList(0, Math.max(0, steps.size() - keep))) {
      DurableFiles.delete(place(step));
    }
  }

  /// Puts the weights of `step` into `trainee` and says where the run was; fails where they are not
  /// those that were saved.
  RunState restore(Trainee trainee, int step) throws IOException {
    Path file = place(step).resolve(STATE);
    JsonNode node;
    try {
      node = JSON.readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw damaged(step, e.getOriginalMessage());
    }
    RunState state = state(node, step);
    trainee.restore(weights(step));
    String hash = node.path("hash").asString("");
    if (!trainee.hash().equals(hash)) {
      throw damaged(step, "its weights have the hash " + trainee.hash() + ", wanted " + hash);
    }
    return state;
  }

  private RunState state(JsonNode node, int step) {
    if (node.path("step").asInt(-1) != step) {
      throw damaged(step, "state.json says step " + node.path("step"));
    }
    Map<String, String> extra = new TreeMap<>();
    if (node.path("extra") instanceof ObjectNode notes) {
      notes.forEachEntry((key, value) -> extra.put(key, value.asString("")));
    }
    return new RunState(
        step, node.path("tokens").asLong(0), node.path("seconds").asDouble(0), extra);
  }

  private TrainingException damaged(int step, String why) {
    return new TrainingException(
        "%s: the checkpoint is damaged: %s; delete the folder to go on from the one before"
            .formatted(place(step), why));
  }

  private static String json(RunState state, String hash) {
    Map<String, Object> fields = new java.util.LinkedHashMap<>();
    fields.put("step", state.step());
    fields.put("tokens", state.tokens());
    fields.put("seconds", state.seconds());
    fields.put("extra", state.extra());
    fields.put("hash", hash);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields) + "\n";
  }

  private void requireSpace(Trainee trainee) throws IOException {
    long wanted = trainee.stateBytes() + MARGIN;
    long free = space.free(folder);
    if (free < wanted) {
      throw new TrainingException(
          "%s: a checkpoint takes %,d bytes, but the disk has %,d free; make room and go on with --resume"
              .formatted(folder, wanted, free));
    }
  }
}
