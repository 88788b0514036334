package dev.fathom.text;

import java.util.List;

/// The marks around calls of tools.
final class ToolMarks {
  static final String CALLS = "<｜tool▁calls▁begin｜>";
  static final String CALLS_END = "<｜tool▁calls▁end｜>";
  static final String CALL = "<｜tool▁call▁begin｜>";
  static final String CALL_END = "<｜tool▁call▁end｜>";
  static final String NAME_END = "<｜tool▁sep｜>";
  static final String QWEN_CALL = "<tool_call>";
  static final String QWEN_CALL_END = "</tool_call>";
  static final String PYTHON = "<|python_tag|>";

  /// DeepSeek's.
  static final List<String> DEEPSEEK = List.of(CALLS, CALLS_END, CALL, CALL_END, NAME_END);

  private ToolMarks() {}
}
