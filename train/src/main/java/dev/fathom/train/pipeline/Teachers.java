package dev.fathom.train.pipeline;

import dev.fathom.engine.Fathom;
import dev.fathom.engine.FathomOptions;
import dev.fathom.format.Checkpoint;
import dev.fathom.train.TrainingException;
import dev.fathom.train.evaluate.Answerer;
import dev.fathom.train.evaluate.EndpointAnswerer;
import dev.fathom.train.evaluate.EngineAnswerer;
import dev.fathom.train.policy.BatchSampler;
import dev.fathom.train.policy.SamplerAnswerer;
import dev.fathom.train.recipe.StageConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Opens those who answer a gathering stage.
final class Teachers {
  private static final int TOGETHER = 768;

  private Teachers() {}

  /// Someone who answers, with all that was opened for it.
  record Seat(Answerer answerer, Deque<Runnable> closers) implements AutoCloseable {
    @Override
    public void close() {
      while (!closers.isEmpty()) {
        closers.pop().run();
      }
    }
  }

  /// @param weights of the stage before; asked where there is no teacher
  static Seat of(
      StageConfig.Gathering stage, ModelTexts texts, Optional<Path> weights, int threads) {
    StageConfig.Teacher teacher = stage.teacher();
    if (teacher == null) {
      return own(
          texts,
          weights.orElseThrow(
              () -> new TrainingException(stage.name() + ": there are no weights to sample from")),
          threads);
    }
    return teacher.remote() ? endpoint(stage.name(), teacher) : model(stage, teacher, threads);
  }

  private static Seat own(ModelTexts texts, Path weights, int threads) {
    BatchSampler sampler = new BatchSampler(threads);
    Deque<Runnable> closers = new ArrayDeque<>();
    closers.push(sampler::close);
    sampler.take(texts.config(), Checkpoint.open(weights));
    SamplerAnswerer.Size size = new SamplerAnswerer.Size(texts.config().context(), TOGETHER);
    return new Seat(
        new SamplerAnswerer(String.valueOf(weights), sampler, texts.tokenizer(), size), closers);
  }

  private static Seat endpoint(String stage, StageConfig.Teacher teacher) {
    try {
      String variable = teacher.keyVariable();
      String key = variable.isEmpty() ? "" : System.getenv(variable);
      if (key == null) {
        throw new TrainingException(
            "%s: the environment has no '%s' with the teacher's key".formatted(stage, variable));
      }
      EndpointAnswerer answerer =
          new EndpointAnswerer(
              new EndpointAnswerer.Endpoint(
                  URI.create(teacher.place()),
                  teacher.model(),
                  key,
                  Duration.ofSeconds(teacher.timeoutSeconds()),
                  teacher.together()));
      Deque<Runnable> closers = new ArrayDeque<>();
      closers.push(answerer::close);
      return new Seat(answerer, closers);
    } catch (IllegalArgumentException e) {
      throw new TrainingException("%s: teacher: %s".formatted(stage, e.getMessage()), e);
    }
  }

  private static Seat model(StageConfig.Gathering stage, StageConfig.Teacher teacher, int threads) {
    int together = teacher.together();
    // a question is about as long as an answer
    FathomOptions options =
        FathomOptions.DEFAULTS
            .withThreads(threads)
            .withContext(2 * stage.longest())
            .withCacheTokens(2 * together * stage.longest())
            .withSequences(together, together);
    Fathom fathom = Fathom.open(Path.of(teacher.place()), options);
    Deque<Runnable> closers = new ArrayDeque<>();
    closers.push(fathom::close);
    return new Seat(new EngineAnswerer(teacher.place(), fathom, together), closers);
  }
}
