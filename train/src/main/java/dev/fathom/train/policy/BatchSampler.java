package dev.fathom.train.policy;

import dev.fathom.convert.ConfigJson;
import dev.fathom.format.Checkpoint;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.kernel.WorkerTeam;
import dev.fathom.model.KvStorage;
import dev.fathom.model.Model;
import dev.fathom.model.ModelConfig;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.ElementType;
import dev.fathom.train.Trainee;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Draws many answers at once with Fathom's own arithmetic: the engine's forward pass without its
/// streams, queues and texts. Every thread has a lane of rows to itself, so that nothing waits for
/// anybody within a pass. An answer depends on weights, prompt and seed alone, not on its
/// neighbours or the number of threads.
///
/// ```java
/// try (BatchSampler sampler = new BatchSampler(2)) {
///   sampler.follow(trainee);
///   List<List<Sample>> answers = sampler.sample(asks, settings);
/// }
/// ```
public final class BatchSampler implements Sampler {
  private final WorkerTeam team;
  private final List<Seat> seats = new ArrayList<>();

  /// A thread's own arithmetic, weights bound and cache.
  private static final class Seat {
    final KernelSet kernels;
    @Nullable Model model;
    @Nullable KvStorage cache;

    Seat(KernelSet kernels) {
      this.kernels = kernels;
    }

    void bind(ModelFile file) {
      unbind();
      model = file.load(kernels);
    }

    void unbind() {
      if (model != null) {
        model.close();
        model = null;
      }
    }

    KvStorage room(Model bound, int pages) {
      if (cache == null || cache.pages() < pages) {
        free();
        cache = new KvStorage(bound.config(), ElementType.F32, Lane.PAGE, pages);
      }
      return cache;
    }

    void free() {
      if (cache != null) {
        cache.close();
        cache = null;
      }
    }
  }

  private @Nullable ModelFile file;
  private @Nullable ModelConfig shape;

  /// @param threads one a core for 0 or less
  public BatchSampler(int threads) {
    team = new WorkerTeam(threads);
    for (int i = 0; i < team.threads(); i++) {
      seats.add(new Seat(Kernels.best(1)));
    }
  }

  @Override
  public void follow(Trainee trainee) {
    take(trainee.config(), trainee.snapshot());
  }

  /// Samples from these weights from now on; takes the place of those before.
  public void take(ModelConfig config, Checkpoint weights) {
    drop();
    if (!config.equals(shape)) {
      // caches of another shape are of no use
      seats.forEach(Seat::free);
      shape = config;
    }
    ModelFile taken = ModelFile.of(weights, Map.of("config.json", ConfigJson.of(config, false)));
    file = taken;
    for (Seat seat : seats) {
      seat.bind(taken);
    }
  }

  @Override
  public List<List<Sample>> sample(List<Ask> asks, SamplerSettings settings) {
    int most = mostTokens(asks, settings);
    int answers = asks.stream().mapToInt(Ask::answers).sum();
    int slots = Math.ceilDiv(Math.min(settings.together(), Math.max(1, answers)), seats.size());
    Intake intake = new Intake();
    List<Sample[]> samples = new ArrayList<>();
    for (Ask ask : asks) {
      Sample[] own = new Sample[ask.answers()];
      samples.add(own);
      for (int first = 0; first < own.length; first += slots) {
        intake.add(new Intake.Task(ask, first, Math.min(slots, own.length - first), own));
      }
    }
    // a row's pages and, while it begins, its prompt's
    int pages = (slots + 1) * (1 + Math.ceilDiv(most, Lane.PAGE));
    team.forEach(seats.size(), 1, seat -> run(seats.get(seat), intake, settings, slots, pages));
    return samples.stream().map(List::of).toList();
  }

  /// Tokens of prompt and answer together at most.
  private int mostTokens(List<Ask> asks, SamplerSettings settings) {
    if (shape == null) {
      throw new IllegalStateException("there are no weights to sample from");
    }
    int context = shape.context();
    int prompt = asks.stream().mapToInt(ask -> ask.prompt().length).max().orElse(1);
    if (prompt >= context) {
      throw new IllegalArgumentException(
          "a prompt has %,d tokens, but the context holds %,d and the answer needs one"
              .formatted(prompt, context));
    }
    return (int) Math.min(context, (long) prompt + settings.longest());
  }

  private static void run(
      Seat seat, Intake intake, SamplerSettings settings, int slots, int pages) {
    Model model = seat.model;
    if (model == null) {
      throw new IllegalStateException("there are no weights to sample from");
    }
    new Lane(model, seat.room(model, pages), settings, slots).run(intake);
  }

  private void drop() {
    seats.forEach(Seat::unbind);
    if (file != null) {
      file.close();
      file = null;
    }
  }

  @Override
  public void close() {
    drop();
    for (Seat seat : seats) {
      seat.free();
      seat.kernels.close();
    }
    team.close();
  }
}
