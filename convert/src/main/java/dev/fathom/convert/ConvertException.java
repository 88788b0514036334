package dev.fathom.convert;

/// A model that cannot be written in the form that was asked for; the message is for people.
public final class ConvertException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConvertException(String message) {
    super(message);
  }
}
