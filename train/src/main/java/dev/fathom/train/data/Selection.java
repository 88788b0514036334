package dev.fathom.train.data;

import dev.fathom.train.recipe.MixConfig;
import dev.fathom.train.tasks.Language;
import dev.fathom.train.tasks.Problem;
import dev.fathom.train.tasks.Split;
import dev.fathom.train.tasks.Task;
import dev.fathom.train.tasks.Tasks;
import java.util.ArrayList;
import java.util.List;

/// Problems by number, in the shares of a mix. Stateless: number 7 is the same problem always.
public final class Selection {
  private static final long SUBSET_BASE = 1L << 60;

  /// A problem and whether it is shown with its thought.
  public record Example(Problem problem, boolean thinking) {}

  private final MixConfig mix;
  private final long seed;
  private final List<Task> tasks = new ArrayList<>();
  private final List<Double> shares = new ArrayList<>();
  private final List<List<Double>> levels = new ArrayList<>();

  public Selection(MixConfig mix, long seed) {
    this.mix = mix;
    this.seed = seed;
    List<Task> all = Tasks.all(mix.mistakes());
    mix.families()
        .forEach(
            (family, share) -> {
              tasks.add(named(all, family));
              shares.add(share.share());
              levels.add(share.levels());
            });
  }

  private static Task named(List<Task> all, String family) {
    return all.stream()
        .filter(task -> task.family().equals(family))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no task family '" + family + "'"));
  }

  /// The example `number` of a split, below 2^59. Some of the training split come from the subset
  /// that repeats.
  public Example example(Split split, long number) {
    Dice fate = Dice.of(seed, split.residue(), number);
    boolean repeated = split == Split.TRAIN && fate.chance(mix.repeated());
    long which = repeated ? SUBSET_BASE + fate.below(mix.subset()) : number;
    Dice dice = Dice.of(seed, split.residue(), which, 1);
    int family = dice.of(shares);
    int level = 1 + dice.of(levels.get(family));
    Language language = dice.chance(mix.german()) ? Language.GERMAN : Language.ENGLISH;
    boolean thinking = !dice.chance(mix.answerOnly());
    Problem problem = tasks.get(family).problem(split.seed(dice.bits() >>> 2), level, language);
    return new Example(problem, thinking);
  }
}
