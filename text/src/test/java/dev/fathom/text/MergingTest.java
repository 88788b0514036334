package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Merging beside its slow twin, at ugly sizes.
final class MergingTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 31, 47, 48, 49, 50, 255, 1024})
  void mergesTheLowestRankLeftmostFirst(int length) {
    long seed = System.nanoTime();
    System.out.println("seed " + seed + " at length " + length);
    Random random = new Random(seed);
    for (int letters = 1; letters <= 4; letters++) {
      MergeTable merges = table(random, letters);
      int kinds = letters;
      int[] word = IntStream.range(0, length).map(_ -> random.nextInt(kinds)).toArray();
      int[] merged = word.clone();
      int left = new Merging(merges).merge(merged, length);
      assertThat(Arrays.copyOf(merged, left)).isEqualTo(slow(merges, word));
    }
  }

  /// Random merges over few letters, some of equal rank, as scores may be.
  private static MergeTable table(Random random, int letters) {
    MergeTable merges = new MergeTable(8);
    int known = letters;
    for (int i = 0; i < 60; i++) {
      int left = random.nextInt(known);
      int right = random.nextInt(known);
      if (merges.find(left, right) < 0) {
        merges.put(left, right, random.nextInt(40), known++);
      }
    }
    return merges;
  }

  private static int[] slow(MergeTable merges, int[] word) {
    List<Integer> ids = new ArrayList<>(Arrays.stream(word).boxed().toList());
    while (true) {
      int best = -1;
      int lowest = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < ids.size(); i++) {
        int slot = merges.find(ids.get(i), ids.get(i + 1));
        if (slot >= 0 && merges.rank(slot) < lowest) {
          best = i;
          lowest = merges.rank(slot);
        }
      }
      if (best < 0) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
      }
      ids.set(best, merges.result(merges.find(ids.get(best), ids.get(best + 1))));
      ids.subList(best + 1, best + 2).clear();
    }
  }
}
