package dev.fathom.quantize;

/// A file that cannot be quantised as asked. The message is one line for people.
public final class QuantizeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public QuantizeException(String message) {
    super(message);
  }

  public QuantizeException(String message, Throwable cause) {
    super(message, cause);
  }
}
