package dev.fathom.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.train.TrainingException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A machine for which libtorch is not there: a JVM without the jars of native code.
class MissingTorchTest {
  public static void main(String[] arguments) {
    try {
      new TorchTrainee(Tiny.mixture(), Tiny.settings(1)).close();
      System.out.println("trained");
    } catch (TrainingException refused) {
      System.out.println(refused.getMessage());
    }
  }

  @Test
  void isSaidInOneLineWithWhatToDo() throws IOException, InterruptedException {
    String classes =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.matches(".*(linux|macosx|windows)-[a-z0-9_]+\\.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                classes,
                MissingTorchTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(said.strip())
        .startsWith("libtorch for ")
        .contains("is not there (", "mvn -Dproduct -pl train", "about 110 MB")
        .doesNotContain("\n");
  }
}
