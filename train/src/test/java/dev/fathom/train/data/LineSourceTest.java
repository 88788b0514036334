package dev.fathom.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.train.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineSourceTest {
  /// Line `i` has `i` as its only learned token, and 2 to 4 tokens.
  private static List<ChatLines.Line> lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              int[] tokens = new int[2 + i % 3];
              tokens[tokens.length - 1] = i;
              return new ChatLines.Line(tokens, tokens.length - 1);
            })
        .toList();
  }

  private static List<Integer> learned(Rows rows) {
    List<Integer> learned = new ArrayList<>();
    for (int row = 0; row < rows.tokens().length; row++) {
      for (int at = 0; at < rows.tokens()[row].length; at++) {
        if (rows.weights()[row][at] == 1) {
          learned.add(rows.tokens()[row][at]);
        }
      }
    }
    return learned;
  }

  @Test
  void everyLineIsLearnedOnceInEveryEpochAndInAnotherOrder() {
    LineSource source = new LineSource(lines(19), 3, 10, 2);
    List<Integer> all = new ArrayList<>();
    for (int step = 1; step <= source.steps(); step++) {
      assertThat(source.rows(step).count()).isLessThanOrEqualTo(10);
      all.addAll(learned(source.rows(step)));
    }
    List<Integer> first = all.subList(0, 19);
    List<Integer> second = all.subList(19, 38);
    assertThat(first).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 19).boxed().toList());
    assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
    assertThat(source.unseen()).isZero();
    assertThat(learned(new LineSource(lines(19), 3, 10, 2).rows(4)))
        .isEqualTo(learned(source.rows(4)));
  }

  @Test
  void whatIsSetAsideIsNeverLearned() {
    LineSource source = new LineSource(lines(60), 3, 1000, 1);
    List<Integer> unseen = learned(source.validation(source.unseen()));
    assertThat(unseen).hasSize(3);
    assertThat(source.steps()).isEqualTo(1);
    assertThat(learned(source.rows(1))).hasSize(57).doesNotContainAnyElementsOf(unseen);
  }

  @Test
  void aLineLongerThanAStepHasItsOwn() {
    LineSource source = new LineSource(lines(4), 3, 1, 1);
    assertThat(source.steps()).isEqualTo(4);
    assertThat(learned(source.rows(2))).hasSize(1);
  }
}
