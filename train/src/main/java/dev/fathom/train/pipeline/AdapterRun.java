package dev.fathom.train.pipeline;

import dev.fathom.engine.ChatFormat;
import dev.fathom.model.Memory;
import dev.fathom.model.ModelFile;
import dev.fathom.train.TrainingException;
import dev.fathom.train.data.ChatLines;
import dev.fathom.train.data.Conversations;
import dev.fathom.train.data.LineSource;
import dev.fathom.train.recipe.Keeping;
import dev.fathom.train.recipe.Schedule;
import dev.fathom.train.runs.Course;
import dev.fathom.train.runs.DurableFiles;
import dev.fathom.train.runs.Learner;
import dev.fathom.train.runs.Progress;
import dev.fathom.train.runs.Run;
import dev.fathom.train.runs.RunState;
import dev.fathom.train.torch.OptimizerSettings;
import dev.fathom.train.torch.TorchTrainee;
import dev.fathom.train.torch.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Supervised learning of low-rank adapters (LoRA) on a model people have: its weights stay as they
/// are. Leaves `adapter/` as PEFT reads it and, where wanted, a model folder with the adapters
/// merged.
public final class AdapterRun {
  private static final String NAME = "lora";
  private static final String WEIGHTS = "model.safetensors";
  private static final String ADAPTER = "adapter";
  private static final int MICRO_TOKENS = 1024;
  private static final List<String> TEXTS =
      List.of(
          "config.json",
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "chat_template.jinja");

  private final Path model;
  private final Path conversations;
  private final AdapterConfig config;
  private Progress.Listener listener = Progress.Listener.NONE;
  private boolean merged = true;

  /// @param model a folder with safetensors
  /// @param conversations JSON lines, see {@link Conversations}
  public AdapterRun(Path model, Path conversations, AdapterConfig config) {
    this.model = model;
    this.conversations = conversations;
    this.config = config;
  }

  public AdapterRun watchedBy(Progress.Listener other) {
    listener = other;
    return this;
  }

  /// Leaves the adapter alone and no whole model.
  public AdapterRun unmerged() {
    merged = false;
    return this;
  }

  /// Where it is worked, and how.
  ///
  /// @param folder of the run
  /// @param resume whether what is there goes on
  /// @param threads of libtorch; the hash depends on them
  public record Place(Path folder, boolean resume, int threads) {}

  /// Learns until all is learned or `stop` says so; what was reached is saved then.
  public RecipeRun.Outcome make(Place place, BooleanSupplier stop) {
    try (ModelFile file = ModelFile.open(model)) {
      requireSafetensors(file);
      requireMemory(file);
      LineSource source = source(file);
      try (Run run = Run.open(place.folder(), settings(file), mode(place))) {
        if (Files.exists(place.folder().resolve(ADAPTER))) {
          listener.on(new Progress.Skipped(NAME, source.steps()));
          return new RecipeRun.Outcome(true, "");
        }
        listener.on(new Progress.Began(NAME, run.step(), source.steps()));
        MachineNote.write(run.folder(), 0, place.threads());
        return learn(file, source, run, place.threads(), stop);
      }
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be used: %s".formatted(place.folder(), e), e);
    }
  }

  private static Run.Mode mode(Place place) {
    return place.resume() ? Run.Mode.RESUME : Run.Mode.NEW;
  }

  private RecipeRun.Outcome learn(
      ModelFile file, LineSource source, Run run, int threads, BooleanSupplier stop)
      throws IOException {
    try (TorchTrainee trainee =
        TorchTrainee.adapting(file.config(), settings(threads), config.lora(), file.checkpoint())) {
      int steps = source.steps();
      Schedule schedule = new Schedule(Schedule.Kind.COSINE, Math.min(10, steps / 10), 0, 0);
      int every = source.unseen() == 0 ? 0 : Math.max(1, steps / 10);
      Keeping keeping =
          new Keeping(Math.clamp(steps / 10, 1, 100), 1, every, Math.max(1, source.unseen()), 0);
      RunState state =
          new Learner(new Course(NAME, steps, schedule, keeping), source, trainee, run)
              .watchedBy(listener)
              .learn(stop);
      boolean complete = state.step() >= steps;
      if (complete) {
        leave(file, trainee, run.folder());
      }
      return new RecipeRun.Outcome(complete, trainee.hash());
    }
  }

  private TrainingSettings settings(int threads) {
    return TrainingSettings.exact(config.seed())
        .withThreads(threads)
        .withMicroTokens(MICRO_TOKENS)
        .withHalfPrecision(true)
        .with(OptimizerSettings.adamW(config.rate()));
  }

  /// The adapter comes last: where it is, all is there.
  private void leave(ModelFile file, TorchTrainee trainee, Path folder) throws IOException {
    if (merged) {
      for (String text : TEXTS) {
        Optional<byte[]> bytes = file.companion(text);
        if (bytes.isPresent()) {
          DurableFiles.write(folder.resolve(text), part -> Files.write(part, bytes.get()));
        }
      }
      DurableFiles.write(folder.resolve(WEIGHTS), trainee::export);
    }
    Path part = folder.resolve("." + ADAPTER);
    trainee.exportAdapter(part);
    DurableFiles.publish(part, folder.resolve(ADAPTER));
  }

  private LineSource source(ModelFile file) {
    int context = Math.min(config.context(), file.config().context());
    int end =
        file.tokenizer()
            .eos()
            .orElseGet(() -> file.endTokens().stream().findFirst().orElseThrow(this::endless));
    List<ChatLines.Line> all =
        new Conversations(ChatFormat.of(file), file.tokenizer(), end).read(conversations);
    List<ChatLines.Line> fitting =
        all.stream().filter(line -> line.tokens().length <= context).toList();
    if (fitting.isEmpty()) {
      throw new TrainingException(
          "%s: of %,d turns none has %,d tokens or fewer; nothing can be learned"
              .formatted(conversations, all.size(), context));
    }
    listener.on(new Progress.Read(NAME, fitting.size(), all.size() - fitting.size()));
    return new LineSource(fitting, config.seed(), config.batchTokens(), config.epochs());
  }

  private TrainingException endless() {
    return new TrainingException(model + ": the model does not say which token ends a turn");
  }

  private String settings(ModelFile file) throws IOException {
    return new Settings()
        .with("model", file.config().toString())
        .with("conversations", Settings.digest(Files.readAllBytes(conversations)))
        .with("adapter", config)
        .text();
  }

  private void requireSafetensors(ModelFile file) {
    if (!file.checkpoint().format().equals("safetensors")) {
      throw new TrainingException(
          "%s: is %s, wanted safetensors to adapt; 'fathom convert %s FOLDER' makes them"
              .formatted(model, file.checkpoint().format(), model));
    }
  }

  /// Frozen weights lie in f32, and once more while they are merged.
  private void requireMemory(ModelFile file) {
    long weights = file.config().parameters().total() * Float.BYTES;
    long needed = merged ? 2 * weights : weights;
    if (needed > Memory.available()) {
      throw new TrainingException(
          "%s: its weights in f32 need %,d MiB of memory, %,d are free; try%s a smaller model"
              .formatted(
                  model,
                  needed >> 20,
                  Memory.available() >> 20,
                  merged ? " --adapter-only or" : ""));
    }
  }
}
