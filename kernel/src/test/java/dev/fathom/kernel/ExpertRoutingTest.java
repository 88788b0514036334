package dev.fathom.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ExpertRoutingTest {
  @Test
  void groupsAssignmentsByExpertInOrder() {
    int[] experts = {3, 0, 0, 3, 2, 3};
    ExpertRouting routing = new ExpertRouting(2, experts, new float[6]);
    assertThat(routing.tokens()).isEqualTo(3);
    ExpertRouting.Grouping grouping = routing.group(5);
    assertThat(grouping.starts()).containsExactly(0, 2, 2, 3, 6, 6);
    assertThat(grouping.order()).containsExactly(1, 2, 4, 0, 3, 5);
  }

  @Test
  void refusesHalfATokenAndMissingWeights() {
    assertThatThrownBy(() -> new ExpertRouting(2, new int[3], new float[3]))
        .hasMessage("got 3 assignments and 3 weights for top-2");
    assertThatThrownBy(() -> new ExpertRouting(2, new int[4], new float[2]))
        .hasMessage("got 4 assignments and 2 weights for top-2");
    assertThatThrownBy(() -> new ExpertRouting(0, new int[0], new float[0]))
        .hasMessageEndingWith("top-0");
  }
}
