package dev.fathom.model;

import dev.fathom.format.Checkpoint;
import dev.fathom.kernel.KernelSet;
import dev.fathom.text.ChatTemplate;
import dev.fathom.text.Tokenizer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// An opened model as people have it: a GGUF file or a folder with safetensors, `config.json` and
/// `tokenizer.json`, or the embedded default. Owns the mapping; tokenizer and template are read
/// when first asked for.
public final class ModelFile implements AutoCloseable {
  /// Opens a GGUF file or a folder.
  public static ModelFile open(Path path) {
    throw new UnsupportedOperationException();
  }

  /// Opens the model that ships with Fathom.
  public static ModelFile embedded() {
    throw new UnsupportedOperationException();
  }

  /// The model's name for people: `general.name`, else the file's or folder's name.
  public String name() {
    throw new UnsupportedOperationException();
  }

  public ModelConfig config() {
    throw new UnsupportedOperationException();
  }

  public Checkpoint checkpoint() {
    throw new UnsupportedOperationException();
  }

  public Tokenizer tokenizer() {
    throw new UnsupportedOperationException();
  }

  /// The chat template (`chat_template.jinja`, else `tokenizer_config.json`, else
  /// `tokenizer.chat_template`), if there is one.
  public Optional<ChatTemplate> template() {
    throw new UnsupportedOperationException();
  }

  /// The ids that end a turn: eos and whatever else the files name (`generation_config.json`, eot).
  public Set<Integer> endTokens() {
    throw new UnsupportedOperationException();
  }

  public SamplingDefaults sampling() {
    throw new UnsupportedOperationException();
  }

  /// Binds the weights to the forward pass. The file must stay open as long as the model is used.
  public Model load(KernelSet kernels) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
