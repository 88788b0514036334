package dev.fathom.train.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.train.recipe.MixConfig;
import dev.fathom.train.recipe.StageConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CurriculumTest {
  private static final StageConfig.Band BAND = new StageConfig.Band(0.2, 0.8);

  private static Curriculum curriculum() {
    Map<String, MixConfig.Levels> families = new LinkedHashMap<>();
    families.put("gcd", new MixConfig.Levels(3, List.of(1.0, 2.0, 0.0)));
    families.put("chain_sum", new MixConfig.Levels(1, List.of(1.0, 1.0)));
    return new Curriculum(new MixConfig(families, 0.5, 0, false, 0, 0, 1, true, 0), BAND);
  }

  private static void assertShares(Curriculum curriculum, double... wanted) {
    List<Double> shares = curriculum.shares();
    assertThat(shares).hasSize(wanted.length);
    for (int i = 0; i < wanted.length; i++) {
      assertThat(shares.get(i)).isCloseTo(wanted[i], within(1e-12));
    }
  }

  @Test
  void beginsWithTheSharesOfTheMix() {
    assertShares(curriculum(), 1, 2, 0.5, 0.5);
  }

  @Test
  void practisesWhatIsInTheBandAndLittleElse() {
    Curriculum curriculum = curriculum();
    curriculum.saw("gcd", 1, 1);
    curriculum.saw("gcd", 2, 0.5);
    curriculum.saw("chain_sum", 1, 0);
    curriculum.saw("chain_sum", 2, 0.9);
    assertShares(curriculum, 0.1, 2, 0.05, 0.5 * 0.55);
  }

  @Test
  void comesBackToWhatWasForgotten() {
    Curriculum curriculum = curriculum();
    curriculum.saw("gcd", 1, 1);
    for (int i = 0; i < 5; i++) {
      curriculum.saw("gcd", 1, 0.4);
    }
    assertThat(curriculum.shares().getFirst()).isEqualTo(1);
  }

  @Test
  void goesOnFromItsNotesExactly() {
    long seed = 17;
    Random random = new Random(seed);
    Curriculum one = curriculum();
    Curriculum other = curriculum();
    for (int round = 0; round < 50; round++) {
      one.saw(
          random.nextBoolean() ? "gcd" : "chain_sum", 1 + random.nextInt(3), random.nextDouble());
      other.recall(one.notes());
      assertThat(other.shares()).as("seed %d round %d", seed, round).isEqualTo(one.shares());
      assertThat(other.notes()).isEqualTo(one.notes());
    }
  }
}
