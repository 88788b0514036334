package dev.fathom.text;

import java.util.Optional;

/// How a family of models writes its calls of tools.
public enum ToolCallFormat {
  /// DeepSeek R1 and V3: `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>NAME`, the
  /// arguments in a fence of JSON, `<｜tool▁call▁end｜> ... <｜tool▁calls▁end｜>`.
  DEEPSEEK_R1,
  /// DeepSeek V3.1 and later: `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>NAME<｜tool▁sep｜>{...}
  /// <｜tool▁call▁end｜> ... <｜tool▁calls▁end｜>`.
  DEEPSEEK_V31,
  /// Qwen 2.5 and 3 (Hermes): `<tool_call>\n{"name": NAME, "arguments": {...}}\n</tool_call>`.
  QWEN,
  /// Llama 3: `{"name": NAME, "parameters": {...}}` is the whole answer.
  LLAMA3;

  /// The format that `template` teaches its model, if it takes tools.
  public static Optional<ToolCallFormat> of(ChatTemplate template) {
    throw new UnsupportedOperationException(template.name());
  }
}
