package dev.fathom.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs what the README promises, as a user would: the launcher builds on first use and answers.
class ReadmePromiseTest {
  private static final Path ROOT =
      Path.of(System.getProperty("fathom.root", "..")).toAbsolutePath().normalize();

  @TempDir Path folder;

  private record Run(int code, String out, String err) {}

  @Test
  void theFirstCommandOfTheReadmeAnswers() throws Exception {
    assertThat(Files.readString(ROOT.resolve("README.md")))
        .contains("./fathom ask \"What is 47 + 85?\"");
    Run run = fathom("ask", "What is 47 + 85?");
    assertThat(run.code).as(run.err).isZero();
    assertThat(run.out.strip()).isEqualTo("132");
    assertThat(run.err).contains("7+5+0=12");
  }

  @Test
  void germanIsUnderstood() throws Exception {
    Run run = fathom("ask", "--temp", "0", "Was ist 47 + 85?");
    assertThat(run.code).as(run.err).isZero();
    assertThat(run.out.strip()).isEqualTo("132");
  }

  @Test
  void jsonHasThePromisedKeys() throws Exception {
    Run run = fathom("ask", "--temp", "0", "--json", "What is 47 + 85?");
    assertThat(run.code).as(run.err).isZero();
    JsonNode json = JsonMapper.shared().readTree(run.out);
    assertThat(json.propertyNames())
        .containsExactly(
            "model", "thinking", "answer", "finish_reason", "usage", "timing", "receipt");
    assertThat(json.get("answer").asString()).isEqualTo("132");
    assertThat(json.get("finish_reason").asString()).isEqualTo("stop");
    assertThat(json.get("usage").propertyNames())
        .containsExactly("prompt_tokens", "thinking_tokens", "completion_tokens");
    assertThat(json.get("timing").propertyNames())
        .containsExactly(
            "load_ms", "first_token_ms", "prefill_tokens_per_second", "decode_tokens_per_second");
  }

  @Test
  void exitCodesAreForwarded() throws Exception {
    Run wrongUsage = fathom("ask", "--no-such-option");
    assertThat(wrongUsage.code).isEqualTo(2);
    Run missing = fathom("ask", "--model", "/no/such/model.gguf", "hello");
    assertThat(missing.code).isEqualTo(1);
    assertThat(missing.err.lines().filter(line -> !line.startsWith("WARNING")))
        .singleElement()
        .asString()
        .startsWith("fathom: ")
        .contains("/no/such/model.gguf");
  }

  private Run fathom(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("fathom").toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process =
        builder
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("fathom ends").isTrue();
    return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
