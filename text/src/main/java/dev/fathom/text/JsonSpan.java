package dev.fathom.text;

/// Finds the end of a JSON object, array or string whose characters come one by one, by its
/// brackets and quotes; what stands between them is not checked.
final class JsonSpan {
  private int depth;
  private boolean string;
  private boolean escaped;

  /// Takes the next character, the opening bracket or quote first; whether it is the value's last.
  boolean take(char c) {
    if (string) {
      inString(c);
    } else if (c == '"') {
      string = true;
    } else if (c == '{' || c == '[') {
      depth++;
    } else if (c == '}' || c == ']') {
      depth--;
    }
    return depth == 0 && !string;
  }

  private void inString(char c) {
    if (escaped) {
      escaped = false;
    } else if (c == '\\') {
      escaped = true;
    } else if (c == '"') {
      string = false;
    }
  }
}
