package dev.fathom.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `tokenizer.ggml.*` keys of a GGUF file, as read.
///
/// @param file the file's name, for messages
/// @param model `gpt2` (byte-level BPE) or `llama` (SentencePiece)
/// @param pre the pre-tokenizer's name, null where absent
/// @param tokens spelling by id
/// @param types 1 normal, 2 unknown, 3 control, 4 user defined, 5 unused, 6 byte; null where absent
/// @param scores by id, for SentencePiece; null where absent
/// @param merges `left right`, best first; null where absent
/// @param bos null where absent
/// @param eos null where absent
/// @param addBos null where absent (then the model's default)
/// @param addSpacePrefix null where absent (then the model's default)
public record GgufVocabulary(
    String file,
    String model,
    @Nullable String pre,
    List<String> tokens,
    int @Nullable [] types,
    float @Nullable [] scores,
    @Nullable List<String> merges,
    @Nullable Integer bos,
    @Nullable Integer eos,
    @Nullable Boolean addBos,
    @Nullable Boolean addSpacePrefix) {}
