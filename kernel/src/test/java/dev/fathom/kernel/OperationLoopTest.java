package dev.fathom.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.kernel.OperationLoop.Numbers;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperationLoopTest {
  private static final String FORBIDDEN = "fathom.no-machine-code";

  private final WorkerTeam team = new WorkerTeam(2);

  @AfterEach
  void close() {
    System.clearProperty(FORBIDDEN);
    team.close();
  }

  @Test
  void measuresOperationsASecond() {
    for (Numbers numbers : Numbers.values()) {
      OptionalDouble got = OperationLoop.perSecond(team, numbers);
      assertThat(got.isPresent()).isEqualTo(Kernels.refusal("machine-avx2").isEmpty());
      // slower than one operation a cycle, or faster than any core, would be a mistake of units
      got.ifPresent(operations -> assertThat(operations).as(numbers.name()).isBetween(1e9, 2e13));
    }
  }

  @Test
  void measuresNothingWhereMachineCodeIsForbidden() {
    System.setProperty(FORBIDDEN, "true");
    assertThat(OperationLoop.perSecond(team, Numbers.F32)).isEmpty();
  }
}
