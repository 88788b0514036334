package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `fathom info`.
class InfoTest {
  private static final String FORBIDDEN = "fathom.no-machine-code";

  @AfterEach
  void allowMachineCode() {
    System.clearProperty(FORBIDDEN);
  }

  @Test
  void saysWhichKernelsAreChosenAndWhyTheOthersAreNot() {
    System.setProperty(FORBIDDEN, "true");
    String text = Stage.run("info").out();
    assertThat(text).containsPattern("kernels +vector\n");
    assertThat(text).containsPattern("not machine +the property fathom.no-machine-code forbids");
    assertThat(text).containsPattern("also +scalar, slower\n");
    assertThat(Stage.runGerman("info").out()).containsPattern("auch +scalar, langsamer\n");
  }

  @Test
  void tellsProgramsTheSame() {
    System.setProperty(FORBIDDEN, "true");
    assertThat(Stage.run("info", "--json").out())
        .contains("\"kernels\":\"vector\"")
        .contains("{\"name\":\"scalar\",\"refusal\":null}")
        .endsWith("}\n");
  }
}
