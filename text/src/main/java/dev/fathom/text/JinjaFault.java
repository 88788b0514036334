package dev.fathom.text;

/// Something a template did wrong, before anybody has said where; {@link ChatTemplate} adds
/// template, line and column and makes a {@link TemplateException} of it.
final class JinjaFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The place is wherever the interpreter is just now.
  static final int HERE = -1;

  private final int at;

  JinjaFault(String message) {
    this(message, HERE);
  }

  /// @param at the offset in the source with its line ends made `\n`, or {@link #HERE}
  JinjaFault(String message, int at) {
    super(message, null, false, false);
    this.at = at;
  }

  int at() {
    return at;
  }
}
