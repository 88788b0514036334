package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromptLookupTest {
  @Test
  void guessesWhatFollowedTheLastTime() {
    int[] tokens = {7, 1, 2, 3, 4, 5, 6, 9, 9, 1, 2, 3};
    assertThat(new PromptLookup(3).guess(tokens, tokens.length, 99)).containsExactly(4, 5, 6);
    assertThat(new PromptLookup(3).guess(tokens, tokens.length, 2)).containsExactly(4, 5);
  }

  @Test
  void prefersTheLongerMatchAndOfEqualOnesTheLater() {
    int[] longer = {1, 2, 3, 40, 2, 3, 50, 1, 2, 3};
    assertThat(new PromptLookup(1).guess(longer, longer.length, 1)).containsExactly(40);
    int[] later = {1, 2, 3, 40, 1, 2, 3, 50, 1, 2, 3};
    assertThat(new PromptLookup(1).guess(later, later.length, 1)).containsExactly(50);
    int[] shorter = {2, 3, 50, 1, 2, 3};
    assertThat(new PromptLookup(1).guess(shorter, shorter.length, 1)).containsExactly(50);
  }

  @Test
  void goesOnWithAPatternBeyondTheEnd() {
    int[] tokens = {1, 2, 1, 2, 1, 2};
    assertThat(new PromptLookup(5).guess(tokens, tokens.length, 9)).containsExactly(1, 2, 1, 2, 1);
  }

  @Test
  void guessesNothingWithoutAMatchOrRoomOrLeave() {
    int[] tokens = {1, 2, 3, 4, 5};
    assertThat(new PromptLookup(5).guess(tokens, tokens.length, 9)).isEmpty();
    assertThat(new PromptLookup(5).guess(new int[] {1}, 1, 9)).isEmpty();
    int[] same = {1, 1, 1, 1, 1};
    assertThat(new PromptLookup(5).guess(same, same.length, 0)).isEmpty();
    assertThat(new PromptLookup(0).guess(same, same.length, 9)).isEmpty();
    // what stands in the array behind the text is not text
    assertThat(new PromptLookup(5).guess(new int[] {1, 2, 3, 1, 2}, 3, 9)).isEmpty();
  }

  @Test
  void guessesLessWhereItFailsAndMoreWhereItSucceeds() {
    int[] same = {1, 1, 1, 1, 1};
    PromptLookup lookup = new PromptLookup(8);
    assertThat(lookup.guess(same, 5, 99)).hasSize(8);
    lookup.learn(8, 3);
    assertThat(lookup.guess(same, 5, 99)).hasSize(4);
    lookup.learn(4, 4);
    assertThat(lookup.guess(same, 5, 99)).hasSize(8);
  }

  @Test
  void pausesLongerWithEveryFailureUntilOneSucceeds() {
    int[] same = {1, 1, 1, 1, 1};
    PromptLookup lookup = new PromptLookup(8);
    for (int pause = 1; pause <= 64; pause *= 2) {
      lookup.learn(lookup.guess(same, 5, 99).length, 0);
      for (int i = 0; i < pause; i++) {
        assertThat(lookup.guess(same, 5, 99)).isEmpty();
      }
      assertThat(lookup.guess(same, 5, 99)).hasSize(1);
    }
    lookup.learn(1, 1);
    assertThat(lookup.guess(same, 5, 99)).hasSize(2);
  }
}
