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
import java.util.function.BooleanSupplier;

/// Supervised learning of low-rank adapters (LoRA) on a model people have: its weights stay as they
/// are. Leaves `adapter/` as PEFT reads it and, where wanted, a model folder with the adapters
/// merged.
public final class AdapterRun {
  private static final String NAME = "lora";
  private static final int MICRO_TOKENS = 1024;

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
  public Outcome make(Place place, BooleanSupplier stop) {
    AdaptedFolder folder = new AdaptedFolder(place.folder());
    try (ModelFile file = ModelFile.open(model)) {
      if (!place.resume()) {
        folder.requireNew();
      }
      requireSafetensors(file);
      requireMemory(file, place.threads());
      LineSource source = source(file);
      // before the folder is claimed: what cannot be adapted says so here
      try (TorchTrainee trainee = trainee(file, place.threads());
          Run run = Run.open(place.folder(), settings(file), mode(place))) {
        if (folder.complete(merged)) {
          listener.on(new Progress.Skipped(NAME, source.steps()));
          return new Outcome(true, "");
        }
        listener.on(new Progress.Began(NAME, run.step(), source.steps()));
        MachineNote.write(run.folder(), 0, place.threads());
        RunState state = learn(source, trainee, run, stop);
        boolean complete = state.step() >= source.steps();
        if (complete) {
          folder.fill(file, trainee, merged);
        }
        return new Outcome(complete, trainee.hash());
      }
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be used: %s".formatted(place.folder(), e), e);
    }
  }

  private static Run.Mode mode(Place place) {
    return place.resume() ? Run.Mode.RESUME : Run.Mode.NEW;
  }

  private TorchTrainee trainee(ModelFile file, int threads) {
    TrainingSettings settings =
        TrainingSettings.exact(config.seed())
            .withThreads(threads)
            .withMicroTokens(MICRO_TOKENS)
            .withHalfPrecision(true)
            .with(OptimizerSettings.adamW(config.rate()));
    return TorchTrainee.adapting(file.config(), settings, config.lora(), file.checkpoint());
  }

  private RunState learn(LineSource source, TorchTrainee trainee, Run run, BooleanSupplier stop) {
    int steps = source.steps();
    Schedule schedule = new Schedule(Schedule.Kind.COSINE, Math.min(10, steps / 10), 0, 0);
    int tenth = Math.clamp(steps / 10, 1, 100);
    int validate = source.unseen() == 0 ? 0 : tenth;
    Keeping keeping = new Keeping(tenth, 1, validate, Math.max(1, source.unseen()), 0);
    return new Learner(new Course(NAME, steps, schedule, keeping), source, trainee, run)
        .watchedBy(listener)
        .learn(stop);
  }

  private LineSource source(ModelFile file) {
    int context = Math.min(config.context(), file.config().context());
    List<ChatLines.Line> all =
        new Conversations(ChatFormat.of(file), file.tokenizer(), end(file)).read(conversations);
    List<ChatLines.Line> fitting =
        all.stream().filter(line -> line.tokens().length <= context).toList();
    if (fitting.isEmpty()) {
      throw new TrainingException(
          "%s: of %,d turns none has %,d tokens or fewer; nothing can be learned"
              .formatted(conversations, all.size(), context));
    }
    LineSource source =
        new LineSource(fitting, config.seed(), config.batchTokens(), config.epochs());
    int learned = fitting.size() - source.unseen();
    listener.on(new Progress.Read(NAME, learned, source.unseen(), all.size() - fitting.size()));
    return source;
  }

  private int end(ModelFile file) {
    return file.tokenizer()
        .eos()
        .orElseGet(
            () ->
                file.endTokens().stream()
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new TrainingException(
                                model + ": does not say which token ends a turn")));
  }

  private String settings(ModelFile file) throws IOException {
    Settings settings = new Settings().with("model", file.config());
    for (String text : AdaptedFolder.TEXTS) {
      if (!text.equals("config.json")) {
        file.companion(text)
            .ifPresent(bytes -> settings.with("texts." + text, Settings.digest(bytes)));
      }
    }
    return settings
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

  /// Frozen weights lie in f32, beside them while learning each thread's rounding to bf16 and its
  /// logits, and in the end once more merged.
  private void requireMemory(ModelFile file, int threads) {
    long weights = file.config().parameters().total();
    long row = Math.max(MICRO_TOKENS, Math.min(config.context(), file.config().context()));
    long logits = 3L * Float.BYTES * row * file.config().vocabulary();
    long learning = weights * Float.BYTES + threads * (2 * weights + logits);
    long needed = merged ? Math.max(learning, 2 * weights * Float.BYTES) : learning;
    if (needed > Memory.available()) {
      throw new TrainingException(
          "%s: needs about %,d MiB of memory to learn on %d threads, %,d are free; "
                  .formatted(model, needed >> 20, threads, Memory.available() >> 20)
              + "try fewer threads, a shorter --context or a smaller model");
    }
  }
}
