package dev.fathom.train.pipeline;

import dev.fathom.model.ModelFile;
import dev.fathom.train.TrainingException;
import dev.fathom.train.runs.DurableFiles;
import dev.fathom.train.torch.TorchTrainee;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Where a model that was adapted comes to lie: `adapter/`, and beside it the model with the
/// adapters merged.
record AdaptedFolder(Path folder) {
  /// What stands beside safetensors.
  static final List<String> TEXTS =
      List.of(
          "config.json",
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "tokenizer.model",
          "vocab.json",
          "merges.txt",
          "added_tokens.json",
          "special_tokens_map.json",
          "chat_template.jinja");

  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.safetensors";
  private static final String ADAPTER = "adapter";

  /// Throws where a model lies already: it would be overwritten.
  void requireNew() {
    boolean model = Files.exists(folder.resolve(CONFIG)) || Files.exists(folder.resolve(ADAPTER));
    boolean run = Files.exists(folder.resolve("config.toml"));
    if (model && !run) {
      throw new TrainingException(
          folder + ": holds a model already, which is kept; take another folder");
    }
  }

  /// Whether all that is wanted is there.
  boolean complete(boolean merged) {
    return Files.exists(folder.resolve(ADAPTER))
        && (!merged || Files.exists(folder.resolve(WEIGHTS)));
  }

  /// Writes the model if it is wanted, then the adapter: where that is, all is there.
  void fill(ModelFile base, TorchTrainee trainee, boolean merged) throws IOException {
    if (merged) {
      for (String text : TEXTS) {
        Optional<byte[]> bytes = base.companion(text);
        if (bytes.isPresent()) {
          byte[] written = text.equals(CONFIG) ? plain(bytes.get()) : bytes.get();
          DurableFiles.write(folder.resolve(text), part -> Files.write(part, written));
        }
      }
      trainee.export(folder.resolve(WEIGHTS));
    }
    if (!Files.exists(folder.resolve(ADAPTER))) {
      Path part = folder.resolve("." + ADAPTER);
      DurableFiles.deleteTree(part);
      trainee.exportAdapter(part, base.name());
      DurableFiles.publish(part, folder.resolve(ADAPTER));
    }
  }

  /// The base's configuration with what is no longer so taken away: merged weights are f32, and
  /// there is no block of multi-token prediction among them.
  private static byte[] plain(byte[] config) {
    ObjectNode json = JsonMapper.shared().readTree(config).asObject();
    json.remove(List.of("quantization_config", "torch_dtype", "num_nextn_predict_layers"));
    json.put("dtype", "float32");
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }
}
