package dev.fathom.format;

/// A model file that is not what it should be. The message is one line for people: file, place,
/// what was found, what was wanted.
public final class FormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message control characters in it (they came from the file) are made visible
  public FormatException(String message) {
    super(Quoted.oneLine(message));
  }
}
