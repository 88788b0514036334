package dev.fathom.train.pipeline;

import dev.fathom.train.Trainee;
import dev.fathom.train.TrainingException;
import dev.fathom.train.data.ChatLines;
import dev.fathom.train.data.DataMix;
import dev.fathom.train.data.RowSource;
import dev.fathom.train.policy.BatchSampler;
import dev.fathom.train.policy.Gatherer;
import dev.fathom.train.policy.Reinforcer;
import dev.fathom.train.policy.Trace;
import dev.fathom.train.policy.TraceMix;
import dev.fathom.train.recipe.StageConfig;
import dev.fathom.train.runs.Course;
import dev.fathom.train.runs.Learner;
import dev.fathom.train.runs.Progress;
import dev.fathom.train.runs.Run;
import dev.fathom.train.runs.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// Makes a recipe, stage after stage; what ended before is not done again.
public final class RecipeRun {
  private final RecipeFolder folder;
  private final Workshop workshop;
  private final int threads;
  private Progress.Listener listener = Progress.Listener.NONE;

  /// What is to be made.
  ///
  /// @param stage only this one; empty for all in order
  /// @param resume whether what is there goes on
  public record Wish(Optional<String> stage, boolean resume) {}

  /// @param threads of the engine, for validations
  public RecipeRun(RecipeFolder folder, Workshop workshop, int threads) {
    this.folder = folder;
    this.workshop = workshop;
    this.threads = threads;
  }

  public RecipeRun watchedBy(Progress.Listener other) {
    listener = other;
    return this;
  }

  /// Works until all is done or `stop` says so; what was reached is saved then.
  public Outcome make(Wish wish, BooleanSupplier stop) {
    try {
      begin(wish);
      ModelTexts texts = folder.texts();
      String hash = "";
      for (StageConfig stage : stages(wish)) {
        if (stop.getAsBoolean()) {
          return new Outcome(false, hash);
        }
        Outcome outcome = stage(stage, texts, stop);
        hash = outcome.hash().isEmpty() ? hash : outcome.hash();
        if (!outcome.complete()) {
          return new Outcome(false, hash);
        }
      }
      return new Outcome(true, hash);
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be used: %s".formatted(folder.root(), e), e);
    }
  }

  private List<StageConfig> stages(Wish wish) {
    return wish.stage()
        .map(name -> List.of(folder.recipe().stage(name)))
        .orElse(folder.recipe().stages());
  }

  private void begin(Wish wish) throws IOException {
    if (wish.resume() && !folder.begun()) {
      throw new TrainingException(folder.root() + ": there is no run here to go on with");
    }
    Path begun = wish.stage().map(folder::stage).orElse(folder.root());
    String file = wish.stage().isPresent() ? "config.toml" : "recipe.toml";
    stages(wish);
    if (!wish.resume() && Files.exists(begun.resolve(file))) {
      throw new TrainingException(
          begun + ": there is a run here already; go on with --resume or take another folder");
    }
    folder.keepRecipe();
  }

  private Outcome stage(StageConfig stage, ModelTexts texts, BooleanSupplier stop)
      throws IOException {
    if (stage instanceof StageConfig.Gathering gathering) {
      return gather(gathering, texts, stop);
    }
    Optional<Path> weights = weights(stage);
    String settings = folder.settings(stage, texts, weights);
    try (Run run = Run.open(folder.stage(stage.name()), settings, Run.Mode.EITHER)) {
      if (folder.ended(stage.name()).isPresent()) {
        listener.on(new Progress.Skipped(stage.name(), stage.steps()));
        return new Outcome(true, "");
      }
      listener.on(new Progress.Began(stage.name(), run.step(), stage.steps()));
      try (Trainee trainee = workshop.begin(folder.recipe(), stage, texts.config(), weights)) {
        MachineNote.write(run.folder(), workshop.peak(folder.recipe()), threads);
        RunState state = work(new Work(stage, texts, trainee, run), stop);
        boolean complete = state.step() >= stage.steps();
        if (complete) {
          folder.end(stage.name(), texts, file -> workshop.export(trainee, file));
        }
        return new Outcome(complete, trainee.hash());
      }
    }
  }

  private Outcome gather(StageConfig.Gathering stage, ModelTexts texts, BooleanSupplier stop)
      throws IOException {
    Optional<Path> weights = weights(stage);
    String settings = folder.settings(stage, texts, weights);
    try (Run run = Run.open(folder.stage(stage.name()), settings, Run.Mode.EITHER)) {
      if (Files.exists(run.folder().resolve(Gatherer.TRACES))) {
        listener.on(new Progress.Skipped(stage.name(), stage.steps()));
        return new Outcome(true, "");
      }
      try (Teachers.Seat seat = Teachers.of(stage, texts, weights, threads)) {
        MachineNote.write(run.folder(), 0, threads);
        Gatherer gatherer =
            new Gatherer(stage, seat.answerer(), run.folder(), folder.recipe().seed());
        Gatherer.Gathered gathered = gatherer.watchedBy(listener).countedBy(run::log).gather(stop);
        return new Outcome(gathered.complete(), "");
      }
    }
  }

  private Optional<Path> weights(StageConfig stage) {
    if (stage.from().isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> weights = folder.ended(stage.from());
    if (weights.isEmpty()) {
      throw new TrainingException(
          "%s: stage %s begins with the weights of stage %s, which has not ended; run that first"
              .formatted(folder.root(), stage.name(), stage.from()));
    }
    return weights;
  }

  /// A stage under way.
  private record Work(StageConfig stage, ModelTexts texts, Trainee trainee, Run run) {}

  private RunState work(Work work, BooleanSupplier stop) {
    return switch (work.stage()) {
      case StageConfig.Learning learning -> learn(learning, work, stop);
      case StageConfig.Policy policy -> reinforce(policy, work, stop);
      case StageConfig.Gathering gathering ->
          throw new IllegalStateException(gathering.name() + " does not learn");
    };
  }

  private RunState reinforce(StageConfig.Policy stage, Work work, BooleanSupplier stop) {
    long seed = folder.recipe().seed();
    try (BatchSampler sampler = new BatchSampler(threads)) {
      Reinforcer.Means means =
          new Reinforcer.Means(work.trainee(), sampler, work.texts().tokenizer(), seed);
      Reinforcer reinforcer = new Reinforcer(stage, means, work.run()).watchedBy(listener);
      if (stage.loss().kl() == 0) {
        return reinforcer.learn(stop);
      }
      try (Trainee reference =
          workshop.begin(folder.recipe(), stage, work.texts().config(), weights(stage))) {
        return reinforcer.against(reference).learn(stop);
      }
    }
  }

  private RunState learn(StageConfig.Learning stage, Work work, BooleanSupplier stop) {
    long seed = folder.recipe().seed();
    DataMix.Limits limits =
        new DataMix.Limits(seed, stage.batchTokens(), folder.recipe().model().context());
    DataMix mix = new DataMix(stage.mix(), work.texts().tokenizer(), limits);
    RowSource source = stage.traces().isEmpty() ? mix : traced(stage, work, mix, limits);
    var questions = GreedyProbe.questions(stage.mix(), seed, stage.keeping().validationQuestions());
    return new Learner(Course.of(stage), source, work.trainee(), work.run())
        .watchedBy(listener)
        .probedBy(new GreedyProbe(work.texts(), questions, threads))
        .learn(stop);
  }

  private TraceMix traced(
      StageConfig.Learning stage, Work work, DataMix mix, DataMix.Limits limits) {
    Map<String, List<ChatLines.Line>> traces = new TreeMap<>();
    for (String name : stage.traces().keySet()) {
      Path file = folder.stage(name).resolve(Gatherer.TRACES);
      if (!Files.exists(file)) {
        throw new TrainingException(
            "%s: stage %s reads the traces of stage %s, which has not ended; run that first"
                .formatted(folder.root(), stage.name(), name));
      }
      traces.put(
          name, TraceMix.lines(Trace.read(file), work.texts().tokenizer(), limits.context()));
    }
    return new TraceMix(mix, limits, traces, stage.traces());
  }
}
