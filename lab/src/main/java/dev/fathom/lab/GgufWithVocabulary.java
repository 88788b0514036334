package dev.fathom.lab;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.GgufValueType;
import dev.fathom.format.GgufWriter;
import dev.fathom.format.Metadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Gives a file of random weights a real vocabulary, filled up with tokens that mean nothing, so
/// that it can be served; for `lab/bin/server-load`.
public final class GgufWithVocabulary {
  private static final int NORMAL = 1;

  private GgufWithVocabulary() {}

  /// WEIGHTS.gguf VOCABULARY.gguf OUT.gguf
  public static void main(String[] arguments) throws IOException {
    try (Checkpoint weights = Checkpoint.open(Path.of(arguments[0]));
        Checkpoint vocabulary = Checkpoint.open(Path.of(arguments[1]))) {
      GgufWriter out = new GgufWriter();
      int size = weights.metadata().findStrings("tokenizer.ggml.tokens").orElseThrow().size();
      for (String key : weights.metadata().keys()) {
        if (!key.startsWith("tokenizer.")) {
          copy(weights.metadata(), key, out);
        }
      }
      tokens(vocabulary.metadata(), size, out);
      weights.entries().keySet().forEach(name -> out.tensor(name, weights.tensor(name)));
      out.writeTo(Path.of(arguments[2]));
    }
  }

  private static void tokens(Metadata from, int size, GgufWriter out) {
    List<String> tokens = new ArrayList<>(from.findStrings("tokenizer.ggml.tokens").orElseThrow());
    while (tokens.size() < size) {
      tokens.add("[word" + tokens.size() + "]");
    }
    // all have text, so that a first token is seen in the stream
    List<Integer> types = Collections.nCopies(size, NORMAL);
    out.string("tokenizer.ggml.model", from.string("tokenizer.ggml.model"));
    out.string("tokenizer.ggml.pre", from.findString("tokenizer.ggml.pre").orElse("default"));
    out.strings("tokenizer.ggml.tokens", tokens);
    out.array("tokenizer.ggml.token_type", GgufValueType.INT32, types);
    out.strings("tokenizer.ggml.merges", from.findStrings("tokenizer.ggml.merges").orElseThrow());
    out.uint32(
        "tokenizer.ggml.eos_token_id", from.findLong("tokenizer.ggml.eos_token_id").orElseThrow());
  }

  private static void copy(Metadata from, String key, GgufWriter out) {
    switch (from.find(key).orElseThrow()) {
      case String text -> out.string(key, text);
      case Boolean truth -> out.bool(key, truth);
      case Double number -> out.float32(key, number.floatValue());
      case Float number -> out.float32(key, number);
      case Number number -> out.uint32(key, number.longValue());
      default -> throw new IllegalArgumentException(key + " is of a type that is not copied");
    }
  }
}
