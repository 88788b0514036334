package dev.fathom.train.torch;

import dev.fathom.format.Checkpoint;
import dev.fathom.model.ModelConfig;
import dev.fathom.train.PolicyLoss;
import dev.fathom.train.PolicyRows;
import dev.fathom.train.Rows;
import dev.fathom.train.StepReport;
import dev.fathom.train.Trainee;
import dev.fathom.train.TrainingException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A model that learns on libtorch: any architecture of `model`, with weights of f32. Nothing in it
/// is random but the initial weights, so its state is weights, moments, corrections and the number
/// of steps. For one platform thread at a time.
public final class TorchTrainee implements Trainee {
  private final ModelConfig config;
  private final TrainingSettings settings;
  private final Weights weights;
  private final Corrections corrections;
  private final Optimizer optimizer;
  private final @Nullable Lora lora;
  private final Weights learned;
  private final Crew crew;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment steps = arena.allocate(Long.BYTES, 64);
  private final HuggingFaceWeights names;
  private Auxiliary auxiliary;
  private @Nullable StateFile state;

  /// A model with initial weights from the settings' seed. Throws {@link TrainingException} where
  /// libtorch is not there.
  public TorchTrainee(ModelConfig config, TrainingSettings settings) {
    this(config, settings, null);
    weights.initialise(settings.seed(), settings.deviation());
  }

  private TorchTrainee(
      ModelConfig config, TrainingSettings settings, @Nullable LoraSettings adapters) {
    Torch.use(settings.threads());
    this.config = config;
    this.settings = settings;
    this.auxiliary = settings.auxiliary();
    int blocks = config.layers() + (settings.foresees() ? 1 : 0);
    this.corrections = new Corrections(config, blocks);
    if (adapters == null) {
      this.weights = new Weights(config, settings.foresees());
      this.lora = null;
    } else {
      this.weights = Weights.frozen(config);
      this.lora = new Lora(config, weights, adapters);
    }
    this.learned = lora == null ? weights : lora.weights();
    this.optimizer = new Optimizer(learned, settings.optimizer(), settings.halfPrecision());
    this.crew = new Crew(settings.threads(), learned, own -> transformer(own, blocks));
    this.names = new HuggingFaceWeights(config, weights, corrections);
  }

  private Transformer transformer(Weights own, int blocks) {
    return lora == null
        ? new Transformer(config, own, corrections, blocks)
        : new Transformer(config, weights, corrections, blocks).with(lora.adapters(own));
  }

  /// A model with the weights of `checkpoint`, under Hugging Face's names.
  public static TorchTrainee of(
      ModelConfig config, TrainingSettings settings, Checkpoint checkpoint) {
    TorchTrainee trainee = new TorchTrainee(config, settings);
    return trainee.reading(checkpoint);
  }

  /// A model with the frozen weights of `base`, of which only low-rank adapters learn; routers'
  /// corrections stay as they are too. {@link #snapshot} and {@link #export} have them merged.
  public static TorchTrainee adapting(
      ModelConfig config, TrainingSettings settings, LoraSettings lora, Checkpoint base) {
    if (settings.foresees() || settings.optimizer().kind() != OptimizerSettings.Kind.ADAMW) {
      throw new TrainingException(
          "lora: adapters learn by adamw and without multi-token prediction, found %s and mtp %s"
              .formatted(settings.optimizer().kind(), settings.foresees()));
    }
    TorchTrainee trainee = new TorchTrainee(config, settings, lora).reading(base);
    Objects.requireNonNull(trainee.lora).initialise(settings.seed());
    return trainee;
  }

  private TorchTrainee reading(Checkpoint checkpoint) {
    try {
      names.read(checkpoint);
      return this;
    } catch (RuntimeException unfit) {
      close();
      throw unfit;
    }
  }

  private StateFile state() {
    if (state == null) {
      state = new StateFile(parts());
    }
    return state;
  }

  private Map<String, MemorySegment> parts() {
    Map<String, MemorySegment> parts = new LinkedHashMap<>();
    parts.put("identity", identity());
    parts.put("steps", steps);
    parts.put("weights", learned.values());
    parts.put("corrections", corrections.values());
    parts.put("means", optimizer.means());
    parts.put("squares", optimizer.squares());
    return parts;
  }

  /// What must be equal for a saved state to be of use.
  private MemorySegment identity() {
    String text = config + " " + settings.foresees() + " " + settings.optimizer().kind();
    if (lora != null) {
      String base = new StateFile(Map.of("base", weights.values())).hash();
      text += " " + lora.settings() + " on " + base;
    }
    byte[] hash = StateFile.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    MemorySegment memory = arena.allocate(hash.length, 64);
    return memory.copyFrom(MemorySegment.ofArray(hash));
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  /// Steps of the optimizer so far.
  public long steps() {
    return steps.get(ValueLayout.JAVA_LONG, 0);
  }

  /// Changes the weights of what is learned besides, from the next step on.
  public void auxiliary(Auxiliary changed) {
    auxiliary = changed;
  }

  @Override
  public StepReport learn(Rows rows, double rate) {
    return step(rows, Objective.NextToken.of(rows, 1), settings.foresees(), rate);
  }

  /// As {@link Trainee#reinforce}. Where `sampled` has only empty rows, they were drawn from these
  /// very weights, and ratios are exactly 1. Multi-token prediction does not learn.
  @Override
  public StepReport reinforce(PolicyRows rows, PolicyLoss loss, double rate) {
    return step(rows.rows(), Objective.Policy.of(rows, loss), false, rate);
  }

  private StepReport step(Rows rows, Objective objective, boolean foresee, double rate) {
    check(rows);
    if (!counts(objective.shares())) {
      throw new IllegalArgumentException("no token counts: all weights are 0");
    }
    Torch.use(settings.threads());
    crew.forget();
    Objective.NextToken after = Objective.NextToken.of(rows, 2);
    boolean foreseeing = foresee && auxiliary.foresight() > 0;
    Tally tally =
        crew.all(
            MicroBatch.of(rows, settings.microTokens()),
            (member, batch) -> {
              try (var _ = new PointerScope()) {
                Pass pass = new Pass(batch, member, plan(settings.halfPrecision()));
                Tensor loss = pass.loss(objective);
                if (foreseeing && batch.length() > 2) {
                  Tensor ahead = pass.foresight(after);
                  loss = loss.add(ahead.mul(Numbers.scalar(auxiliary.foresight())));
                }
                loss = pass.balanced(loss);
                requireFinite("loss", loss.item_double());
                loss.backward();
              }
            });
    crew.gather();
    double norm = optimizer.gradientNorm();
    requireFinite("gradient", norm);
    optimizer.step(norm, steps() + 1, rate);
    if (lora == null) {
      corrections.move(tally.loads(), auxiliary.correction());
    }
    steps.set(ValueLayout.JAVA_LONG, 0, steps() + 1);
    return tally.report(norm, rows.count());
  }

  private static boolean counts(float[][] shares) {
    for (float[] row : shares) {
      for (float share : row) {
        if (share != 0) {
          return true;
        }
      }
    }
    return false;
  }

  private void requireFinite(String what, double value) {
    if (!Double.isFinite(value)) {
      throw new TrainingException(
          "step %d: the %s is %s; the weights are as they were after step %d"
              .formatted(steps() + 1, what, value, steps()));
    }
  }

  private Pass.Plan plan(boolean half) {
    return new Pass.Plan(config, settings.experts(), half, auxiliary);
  }

  private void check(Rows rows) {
    for (int[] row : rows.tokens()) {
      if (row.length > config.context()) {
        throw new IllegalArgumentException(
            "a row of %d tokens for a model of context %d".formatted(row.length, config.context()));
      }
      for (int token : row) {
        if (token < 0 || token >= config.vocabulary()) {
          throw new IllegalArgumentException(
              "token %d, wanted 0 to %d".formatted(token, config.vocabulary() - 1));
        }
      }
    }
  }

  @Override
  public float[][] logProbabilities(Rows rows) {
    check(rows);
    Torch.use(settings.threads());
    float[][] result = new float[rows.tokens().length][];
    float[][] all = new float[result.length][];
    for (int row = 0; row < result.length; row++) {
      result[row] = new float[rows.tokens()[row].length];
      all[row] = new float[result[row].length];
      Arrays.fill(all[row], 1);
    }
    crew.all(
        MicroBatch.of(rows, settings.microTokens()),
        (member, batch) -> {
          try (var _ = new PointerScope();
              var _ = new NoGradGuard()) {
            MicroBatch.Targets targets = batch.targets(1, all);
            float[] likely = Numbers.floats(new Pass(batch, member, plan(false)).likely(targets));
            for (int i = 0; i < likely.length; i++) {
              result[targets.places()[i][1]][targets.places()[i][2]] = likely[i];
            }
          }
        });
    return result;
  }

  /// `[T][V]` logits of every token of one sequence, in f32.
  float[][] logits(int[] ids) {
    Torch.use(settings.threads());
    Rows rows = new Rows(new int[][] {ids}, new float[][] {new float[ids.length]});
    float[][] logits = new float[ids.length][];
    crew.all(
        MicroBatch.of(rows, ids.length),
        (member, batch) -> {
          try (var _ = new PointerScope();
              var _ = new NoGradGuard()) {
            float[] flat = Numbers.floats(new Pass(batch, member, plan(false)).logits());
            int width = config.vocabulary();
            for (int at = 0; at < logits.length; at++) {
              logits[at] = Arrays.copyOfRange(flat, at * width, (at + 1) * width);
            }
          }
        });
    return logits;
  }

  /// The weights in memory, for tests that move them.
  Weights weights() {
    return weights;
  }

  Corrections corrections() {
    return corrections;
  }

  @Override
  public Checkpoint snapshot() {
    // freed when nobody knows the checkpoint any more
    return whole(
        written -> {
          MemorySegment memory = written.writer(false).toMemory(Arena.ofAuto());
          return Checkpoint.ofSafetensors("weights after step " + steps(), memory);
        });
  }

  /// Writes the weights as `model.safetensors` in f32, the block of multi-token prediction
  /// included.
  public void export(Path file) {
    whole(
        written -> {
          try {
            written.writer(true).writeTo(file);
            return file;
          } catch (IOException unwritable) {
            throw new TrainingException(
                file + ": cannot be written: " + unwritable.getMessage(), unwritable);
          }
        });
  }

  /// Writes the adapters alone to `folder`, as PEFT reads them.
  ///
  /// @param base what the model is called that they belong to
  public void exportAdapter(Path folder, String base) {
    if (lora == null) {
      throw new TrainingException(folder + ": this model has no adapters, all its weights learn");
    }
    lora.export(folder, base);
  }

  /// Writes with adapters merged where there are some.
  private <T> T whole(Function<HuggingFaceWeights, T> write) {
    if (lora == null) {
      return write.apply(names);
    }
    try (Weights merged = lora.merged()) {
      return write.apply(new HuggingFaceWeights(config, merged, corrections));
    }
  }

  @Override
  public long stateBytes() {
    return state().bytes();
  }

  @Override
  public void save(Path file) {
    state().save(file);
  }

  @Override
  public void restore(Path file) {
    state().restore(file, "identity");
  }

  @Override
  public String hash() {
    return state().hash();
  }

  @Override
  public void close() {
    crew.close();
    optimizer.close();
    corrections.close();
    if (lora != null) {
      lora.close();
    }
    weights.close();
    arena.close();
  }
}
