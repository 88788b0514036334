package dev.fathom.model;

import dev.fathom.format.FormatException;
import java.util.Arrays;
import java.util.stream.Collectors;

/// The architectures that can be run, by their names in GGUF and in Hugging Face's `model_type`.
enum Architecture {
  DEEPSEEK2("deepseek2", "deepseek_v2"),
  /// In GGUF also `deepseek2`.
  DEEPSEEK3("deepseek2", "deepseek_v3"),
  DEEPSEEK1("deepseek", "deepseek"),
  LLAMA("llama", "llama"),
  QWEN2("qwen2", "qwen2"),
  QWEN3("qwen3", "qwen3"),
  QWEN3_MOE("qwen3moe", "qwen3_moe");

  private final String gguf;
  private final String modelType;

  Architecture(String gguf, String modelType) {
    this.gguf = gguf;
    this.modelType = modelType;
  }

  /// The name in `general.architecture`, and in what Fathom prints.
  String gguf() {
    return gguf;
  }

  /// Whether attention is latent.
  boolean latent() {
    return this == DEEPSEEK2 || this == DEEPSEEK3;
  }

  /// Whether layers may have experts.
  boolean mayHaveExperts() {
    return switch (this) {
      case DEEPSEEK1, DEEPSEEK2, DEEPSEEK3, QWEN3_MOE -> true;
      case LLAMA, QWEN2, QWEN3 -> false;
    };
  }

  static Architecture ofGguf(String file, String name) {
    return Arrays.stream(values())
        .filter(architecture -> architecture.gguf.equals(name))
        .findFirst()
        .orElseThrow(() -> unsupported(file, "general.architecture", name));
  }

  static Architecture ofModelType(String file, String name) {
    return Arrays.stream(values())
        .filter(architecture -> architecture.modelType.equals(name))
        .findFirst()
        .orElseThrow(() -> unsupported(file, "model_type", name));
  }

  private static FormatException unsupported(String file, String key, String name) {
    String known =
        Arrays.stream(values())
            .map(it -> key.equals("model_type") ? it.modelType : it.gguf)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    String shown = name.length() > 60 ? name.substring(0, 60) + "..." : name;
    return new FormatException(
        "%s: architecture '%s' (%s) is not supported; supported are %s"
            .formatted(file, shown, key, known));
  }
}
