package dev.fathom.convert;

import dev.fathom.format.Metadata;
import dev.fathom.model.ModelFile;
import dev.fathom.model.ModelSummary;
import dev.fathom.model.WeightSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// A model card: YAML front matter as the hub reads it, then what the model is, in figures taken
/// from its files, and how it is run.
final class ModelCardPage {
  private final ModelFile model;
  private final PublishedAs published;
  private final Collection<String> files;
  private final Metadata keys;
  private final boolean gguf;

  /// @param files the names of the folder's files
  ModelCardPage(ModelFile model, PublishedAs published, Collection<String> files) {
    this.model = model;
    this.published = published;
    this.files = List.copyOf(files);
    this.keys = model.checkpoint().metadata();
    this.gguf = WeightSource.isGguf(model.checkpoint());
  }

  String text() {
    return "---\n" + front() + "---\n\n# " + name() + "\n\n" + figures() + "\n" + running();
  }

  private String name() {
    return published.name().orElseGet(model::name);
  }

  private Optional<String> licence() {
    return published.licence().or(() -> keys.findString("general.license"));
  }

  private List<String> origins() {
    if (!published.baseModels().isEmpty() || keys.findLong("general.base_model.count").isEmpty()) {
      return published.baseModels();
    }
    return keys
        .findString("general.base_model.0.repo_url")
        .map(url -> url.replaceFirst("^https://huggingface\\.co/", ""))
        .stream()
        .toList();
  }

  private String front() {
    StringBuilder yaml = new StringBuilder();
    licence().ifPresent(it -> yaml.append("license: ").append(quoted(it)).append('\n'));
    list(yaml, "base_model", origins());
    list(yaml, "language", keys.findStrings("general.languages").orElse(List.of()));
    yaml.append("library_name: ").append(gguf ? "gguf" : "transformers").append('\n');
    yaml.append("pipeline_tag: text-generation\n");
    list(yaml, "tags", List.of(gguf ? "gguf" : "safetensors", model.config().architecture()));
    return yaml.toString();
  }

  private static void list(StringBuilder yaml, String key, List<String> values) {
    if (!values.isEmpty()) {
      yaml.append(key).append(":\n");
      values.forEach(value -> yaml.append("- ").append(quoted(value)).append('\n'));
    }
  }

  /// Plain words as they are; whatever YAML might take for something else in quotes.
  private static String quoted(String text) {
    boolean plain =
        text.matches("[A-Za-z][A-Za-z0-9._/-]*")
            && !text.matches("(?i)yes|no|on|off|true|false|null|y|n");
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
    return plain ? text : "\"" + escaped + "\"";
  }

  private String figures() {
    ModelSummary summary = model.summary();
    String types =
        summary.types().entrySet().stream()
            .map(type -> type.getKey() + " (" + type.getValue().tensors() + " tensors)")
            .collect(Collectors.joining(", "));
    return "| | |\n|---|---|\n"
        + row("architecture", summary.architecture())
        + row("parameters", count(summary.parameters().total()))
        + row("active for a token", count(summary.parameters().active()))
        + row("layers", count(summary.layers()))
        + row("context", count(summary.context()) + " tokens")
        + row("vocabulary", count(summary.vocabulary()) + " tokens")
        + row("chat template", summary.hasTemplate() ? "yes" : "no")
        + row("weights", types)
        + row("size", count(summary.bytes()) + " bytes")
        + row("licence", licence().orElse("not told by the files"));
  }

  private static String row(String name, String value) {
    return "| " + name + " | " + value.replace("|", "\\|") + " |\n";
  }

  private static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private String running() {
    String path =
        gguf ? files.stream().filter(it -> it.endsWith(".gguf")).findFirst().orElse(".") : ".";
    return """
    Run it with Fathom, from this folder:

    ```
    fathom ask --model %s "What is 47 + 85?"
    ```

    `sha256sum -c SHA256SUMS` checks the files.
    """
        .formatted(path);
  }
}
