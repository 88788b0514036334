package dev.fathom.model;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.FormatException;
import dev.fathom.format.Metadata;
import dev.fathom.text.GgufVocabulary;
import dev.fathom.text.Tokenizer;
import dev.fathom.text.Tokenizers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A GGUF file's keys.
final class GgufCard implements ModelCard {
  private final Checkpoint checkpoint;
  private final Metadata keys;

  GgufCard(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
    this.keys = checkpoint.metadata();
  }

  @Override
  public Optional<String> name() {
    return keys.findString("general.name").filter(name -> !name.isBlank());
  }

  @Override
  public ModelConfig config() {
    return GgufConfig.read(checkpoint);
  }

  @Override
  public Tokenizer tokenizer() {
    List<String> tokens =
        keys.findStrings("tokenizer.ggml.tokens")
            .orElseThrow(
                () -> new FormatException(checkpoint.name() + ": the file has no vocabulary"));
    return Tokenizers.ofGguf(
        new GgufVocabulary(
            checkpoint.name(),
            keys.string("tokenizer.ggml.model"),
            keys.findString("tokenizer.ggml.pre").orElse(null),
            tokens,
            keys.findInts("tokenizer.ggml.token_type").orElse(null),
            keys.findFloats("tokenizer.ggml.scores").orElse(null),
            keys.findStrings("tokenizer.ggml.merges").orElse(null),
            id("tokenizer.ggml.bos_token_id"),
            id("tokenizer.ggml.eos_token_id"),
            keys.findBoolean("tokenizer.ggml.add_bos_token").orElse(null),
            keys.findBoolean("tokenizer.ggml.add_space_prefix").orElse(null)));
  }

  private @Nullable Integer id(String key) {
    return keys.findLong(key).isEmpty() ? null : keys.intValue(key);
  }

  @Override
  public Optional<String> template() {
    return keys.findString("tokenizer.chat_template");
  }

  @Override
  public Set<Integer> endTokens() {
    Set<Integer> ids = new TreeSet<>();
    for (String end : List.of("eos", "eot", "eom")) {
      Integer id = id("tokenizer.ggml." + end + "_token_id");
      if (id != null) {
        ids.add(id);
      }
    }
    return ids;
  }

  @Override
  public SamplingDefaults sampling() {
    return new SamplingDefaults(
        keys.findDouble("general.sampling.temp").orElse(null),
        id("general.sampling.top_k"),
        keys.findDouble("general.sampling.top_p").orElse(null));
  }

  @Override
  public Optional<byte[]> file(String name) {
    return Optional.empty();
  }
}
