package dev.fathom.cli;

import dev.fathom.model.ModelFile;
import dev.fathom.text.ChatTemplate;
import dev.fathom.text.TemplateException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom render`: template variables to a prompt.
@Command(name = "render")
final class RenderCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final ModelOptions model = new ModelOptions();

  @Option(names = "--template", paramLabel = "FILE")
  @Nullable Path template;

  @Option(names = "--bos", paramLabel = "TEXT")
  @Nullable String bos;

  @Option(names = "--eos", paramLabel = "TEXT")
  @Nullable String eos;

  @Option(names = "--now", paramLabel = "TIME")
  @Nullable LocalDateTime now;

  @Option(names = "--jsonl")
  boolean jsonl;

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) throws Exception {
    if (template != null && model.model != null) {
      throw Failure.ofUsage("usage.both", "--model", "--template");
    }
    Path file = template;
    if (file != null) {
      String source = Input.text(Files.readAllBytes(ModelOptions.checked(file)));
      renderAll(ChatTemplate.parse(file.toString(), source), Map.of(), around);
      return 0;
    }
    try (ModelFile opened = ModelOptions.open(model.model, around)) {
      ChatTemplate own =
          opened.template().orElseThrow(() -> Failure.of("model.no-template", opened.name()));
      renderAll(own, SpecialTokens.variables(opened.tokenizer()), around);
    }
    return 0;
  }

  private void renderAll(ChatTemplate chosen, Map<String, String> specials, Surroundings around)
      throws IOException {
    Input input = new Input(around.in());
    if (jsonl) {
      for (byte[] line = input.nextLine(); line != null; line = input.nextLine()) {
        renderLine(chosen, specials, line, around);
      }
      return;
    }
    String prompt = render(chosen, specials, input.rest());
    if (json) {
      property(around.out(), "output", prompt);
    } else {
      around.out().print(prompt);
    }
  }

  private void renderLine(
      ChatTemplate chosen, Map<String, String> specials, byte[] line, Surroundings around) {
    try {
      property(around.out(), "output", render(chosen, specials, line));
    } catch (Failure | TemplateException wrong) {
      property(around.out(), "error", Explanation.of(wrong, around.texts()));
    }
    around.out().flush();
  }

  private String render(ChatTemplate chosen, Map<String, String> specials, byte[] input) {
    if (!(Input.json(input) instanceof Map<?, ?> given)) {
      throw Failure.of("input.object");
    }
    Map<String, @Nullable Object> variables = new LinkedHashMap<>(specials);
    given.forEach((name, value) -> variables.put((String) name, value));
    if (bos != null) {
      variables.put("bos_token", bos);
    }
    if (eos != null) {
      variables.put("eos_token", eos);
    }
    return now == null ? chosen.render(variables) : chosen.render(variables, now);
  }

  private static void property(PrintStream out, String name, String text) {
    Json.line(
        out,
        writer -> {
          writer.writeStartObject();
          writer.writeStringProperty(name, text);
          writer.writeEndObject();
        });
  }
}
