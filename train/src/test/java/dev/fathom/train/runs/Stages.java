package dev.fathom.train.runs;

import dev.fathom.train.Rows;
import dev.fathom.train.data.RowSource;
import dev.fathom.train.recipe.Recipes;
import dev.fathom.train.recipe.StageConfig;
import java.util.Arrays;
import java.util.Random;

/// Small stages for tests.
final class Stages {
  /// Two rows of eight tokens, told by the step's number alone.
  static final RowSource ROWS =
      new RowSource() {
        @Override
        public Rows rows(int step) {
          return drawn(2, new Random(step));
        }

        @Override
        public Rows validation(int count) {
          return drawn(count, new Random(-1));
        }
      };

  private Stages() {}

  static StageConfig.Learning learning(int steps, String more) {
    String toml =
        """
        name = "small"
        [[stage]]
        name = "first"
        kind = "pretrain"
        steps = %d
        %s
        [stage.mix.families]
        gcd = {}
        """
            .formatted(steps, more);
    return (StageConfig.Learning) Recipes.parse("small.toml", toml).stage("first");
  }

  private static Rows drawn(int count, Random random) {
    int[][] tokens = new int[count][];
    float[][] weights = new float[count][8];
    for (int row = 0; row < count; row++) {
      tokens[row] = random.ints(8, 0, 512).toArray();
      Arrays.fill(weights[row], 1);
    }
    return new Rows(tokens, weights);
  }
}
