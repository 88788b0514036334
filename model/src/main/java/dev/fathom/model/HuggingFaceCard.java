package dev.fathom.model;

import dev.fathom.format.FormatException;
import dev.fathom.format.Metadata;
import dev.fathom.text.Tokenizer;
import dev.fathom.text.Tokenizers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The files that Hugging Face puts beside safetensors.
final class HuggingFaceCard implements ModelCard {
  private static final String CONFIG = "config.json";
  private static final String TOKENIZER = "tokenizer.json";
  private static final String TOKENIZER_CONFIG = "tokenizer_config.json";
  private static final String GENERATION = "generation_config.json";
  private static final String TEMPLATE = "chat_template.jinja";

  private final Companions files;
  private final Metadata config;

  HuggingFaceCard(Companions files) {
    this.files = files;
    this.config =
        json(CONFIG)
            .orElseThrow(
                () ->
                    new FormatException(
                        files.label(CONFIG) + ": not found, wanted beside the safetensors"));
  }

  /// The JSON file `name`, if there is one.
  private Optional<Metadata> json(String name) {
    return files.find(name).map(bytes -> Metadata.ofJson(files.label(name), bytes));
  }

  @Override
  public Optional<String> name() {
    return Optional.empty();
  }

  @Override
  public ModelConfig config() {
    return HuggingFaceConfig.read(files.label(CONFIG), config);
  }

  @Override
  public Tokenizer tokenizer() {
    byte[] tokenizer =
        files
            .find(TOKENIZER)
            .orElseThrow(
                () -> new FormatException(files.label(TOKENIZER) + ": not found, wanted for text"));
    return Tokenizers.ofJson(
        files.label(TOKENIZER), tokenizer, files.find(TOKENIZER_CONFIG).orElse(null));
  }

  @Override
  public Optional<String> template() {
    Optional<byte[]> own = files.find(TEMPLATE);
    if (own.isPresent()) {
      return own.map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
    Optional<Object> inConfig =
        json(TOKENIZER_CONFIG).flatMap(tokenizer -> tokenizer.find("chat_template"));
    return inConfig.flatMap(HuggingFaceCard::templateText);
  }

  /// A template, or the default one of a list of named ones.
  private static Optional<String> templateText(Object template) {
    if (template instanceof String text) {
      return Optional.of(text);
    }
    if (template instanceof List<?> named) {
      for (Object entry : named) {
        if (entry instanceof Map<?, ?> fields
            && "default".equals(fields.get("name"))
            && fields.get("template") instanceof String text) {
          return Optional.of(text);
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public Set<Integer> endTokens() {
    Set<Integer> ids = new TreeSet<>();
    addEnds(config, CONFIG, ids);
    json(GENERATION).ifPresent(generation -> addEnds(generation, GENERATION, ids));
    return ids;
  }

  /// `eos_token_id` is one id or a list.
  private void addEnds(Metadata json, String name, Set<Integer> ids) {
    Object found = json.find("eos_token_id").orElse(List.of());
    List<?> list = found instanceof List<?> several ? several : List.of(found);
    for (Object value : list) {
      if (!(value instanceof Long id) || id != id.intValue()) {
        throw new FormatException(
            "%s: eos_token_id is not a token id or a list of them".formatted(files.label(name)));
      }
      ids.add(id.intValue());
    }
  }

  @Override
  public SamplingDefaults sampling() {
    Optional<Metadata> generation = json(GENERATION);
    if (generation.flatMap(it -> it.findBoolean("do_sample")).equals(Optional.of(false))) {
      return new SamplingDefaults(0.0, null, null);
    }
    return new SamplingDefaults(
        generation.flatMap(it -> it.findDouble("temperature")).orElse(null),
        generation
            .filter(it -> it.findLong("top_k").isPresent())
            .map(it -> it.intValue("top_k"))
            .orElse(null),
        generation.flatMap(it -> it.findDouble("top_p")).orElse(null));
  }

  @Override
  public Optional<byte[]> file(String name) {
    return files.find(name);
  }
}
