package dev.fathom.model;

import dev.fathom.text.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a model's files say besides weights.
sealed interface ModelCard permits GgufCard, HuggingFaceCard {
  /// Spellings that end a turn wherever they are control tokens: Llama 3's and ChatML's.
  List<String> TURN_ENDS = List.of("<|eot_id|>", "<|im_end|>");

  Optional<String> name();

  ModelConfig config();

  Tokenizer tokenizer();

  /// The chat template's text.
  Optional<String> template();

  /// Ids that end a turn by the files' own word, besides those of {@link #TURN_ENDS}.
  Set<Integer> endTokens();

  SamplingDefaults sampling();

  /// The file `name` beside the weights, if there is one.
  Optional<byte[]> file(String name);
}
