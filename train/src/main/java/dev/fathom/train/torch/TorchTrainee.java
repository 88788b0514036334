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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
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
  private final Crew crew;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment steps = arena.allocate(Long.BYTES, 64);
  private final StateFile state;
  private final HuggingFaceWeights names;
  private Auxiliary auxiliary;

  /// A model with initial weights from the settings' seed. Throws {@link TrainingException} where
  /// libtorch is not there.
  public TorchTrainee(ModelConfig config, TrainingSettings settings) {
    Torch.use(settings.threads());
    this.config = config;
    this.settings = settings;
    this.auxiliary = settings.auxiliary();
    int blocks = config.layers() + (settings.foresees() ? 1 : 0);
    this.weights = new Weights(config, settings.foresees());
    this.corrections = new Corrections(config, blocks);
    this.optimizer = new Optimizer(weights, settings.optimizer(), settings.halfPrecision());
    this.crew = new Crew(config, weights, corrections, new Crew.Shape(settings.threads(), blocks));
    this.names = new HuggingFaceWeights(config, weights, corrections);
    this.state = new StateFile(parts());
    weights.initialise(settings.seed(), settings.deviation());
  }

  /// A model with the weights of `checkpoint`, under Hugging Face's names.
  public static TorchTrainee of(
      ModelConfig config, TrainingSettings settings, Checkpoint checkpoint) {
    TorchTrainee trainee = new TorchTrainee(config, settings);
    try {
      trainee.names.read(checkpoint);
      return trainee;
    } catch (RuntimeException unfit) {
      trainee.close();
      throw unfit;
    }
  }

  private Map<String, MemorySegment> parts() {
    Map<String, MemorySegment> parts = new LinkedHashMap<>();
    parts.put("identity", identity());
    parts.put("steps", steps);
    parts.put("weights", weights.values());
    parts.put("corrections", corrections.values());
    parts.put("means", optimizer.means());
    parts.put("squares", optimizer.squares());
    return parts;
  }

  /// What must be equal for a saved state to be of use.
  private MemorySegment identity() {
    String text = config + " " + settings.foresees() + " " + settings.optimizer().kind();
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
                Pass pass = new Pass(batch, arithmetic(), member);
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
    corrections.move(tally.loads(), auxiliary.correction());
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

  private Arithmetic arithmetic() {
    return new Arithmetic(settings.halfPrecision());
  }

  /// One micro-batch on its way.
  private final class Pass {
    private final MicroBatch batch;
    private final Arithmetic arithmetic;
    private final Transformer transformer;
    private final Tally tally;
    private final Passage passage;
    private final Tensor hidden;
    private @Nullable Passage second;

    Pass(MicroBatch batch, Arithmetic arithmetic, Crew.Member member) {
      this.batch = batch;
      this.arithmetic = arithmetic;
      this.transformer = member.transformer();
      this.tally = member.tally();
      this.passage = passage(0);
      this.hidden = transformer.hidden(batch.ids(0), passage);
    }

    private Passage passage(int behind) {
      return new Passage(
          batch.lengths(behind),
          batch.length() - behind,
          config.rope(),
          arithmetic,
          settings.experts());
    }

    /// `[M, V]` log-probabilities.
    Tensor predictions(Tensor states, MicroBatch.Targets targets) {
      Tensor wanted = states.flatten(0, 1).index_select(0, targets.predicting());
      return torch.log_softmax(transformer.logits(wanted, arithmetic), -1);
    }

    Tensor loss(Objective objective) {
      MicroBatch.Targets targets = batch.targets(1, objective.shares());
      Tensor predicted = predictions(hidden, targets);
      Tensor plain = predicted.detach();
      tally.entropy(-plain.exp().mul(plain).sum().item_double(), targets.count());
      Tensor loss = objective.loss(likely(predicted, targets), targets, tally);
      tally.loss(loss.item_double());
      return loss;
    }

    Tensor foresight(Objective.NextToken after) {
      second = passage(1);
      Tensor shortened = hidden.narrow(1, 0, batch.length() - 1L);
      Tensor states = transformer.foresee(shortened, batch.ids(1), second);
      MicroBatch.Targets targets = batch.targets(2, after.shares());
      Tensor likely = likely(predictions(states, targets), targets);
      Tensor loss = after.loss(likely, targets, tally);
      tally.foresight(loss.item_double());
      return loss;
    }

    Tensor balanced(Tensor loss) {
      List<Tensor> loads = new ArrayList<>(passage.loads());
      List<Tensor> balances = new ArrayList<>(passage.balances());
      if (second != null) {
        loads.addAll(second.loads());
        balances.addAll(second.balances());
      }
      tally.loads(loads);
      Tensor sum = loss;
      double share = 1.0 / batch.rows().tokens().length;
      for (Tensor balance : balances) {
        tally.balance(balance.item_double() * share / balances.size());
        sum = sum.add(balance.mul(Numbers.scalar(auxiliary.balance() * share)));
      }
      return sum;
    }
  }

  private static Tensor likely(Tensor predicted, MicroBatch.Targets targets) {
    return predicted.gather(1, targets.ids()).squeeze(1);
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
            Pass pass = new Pass(batch, new Arithmetic(false), member);
            float[] likely =
                Numbers.floats(likely(pass.predictions(pass.hidden, targets), targets));
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
            Pass pass = new Pass(batch, new Arithmetic(false), member);
            Tensor states = pass.hidden.flatten(0, 1);
            float[] flat = Numbers.floats(member.transformer().logits(states, pass.arithmetic));
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
    MemorySegment memory = names.writer(false).toMemory(Arena.ofAuto());
    return Checkpoint.ofSafetensors("weights after step " + steps(), memory);
  }

  /// Writes the weights as `model.safetensors` in f32, the block of multi-token prediction
  /// included.
  public void export(Path file) {
    try {
      names.writer(true).writeTo(file);
    } catch (IOException unwritable) {
      throw new TrainingException(
          file + ": cannot be written: " + unwritable.getMessage(), unwritable);
    }
  }

  @Override
  public void save(Path file) {
    state.save(file);
  }

  @Override
  public void restore(Path file) {
    state.restore(file, "identity");
  }

  @Override
  public String hash() {
    return state.hash();
  }

  @Override
  public void close() {
    crew.close();
    optimizer.close();
    corrections.close();
    weights.close();
    arena.close();
  }
}
