package dev.fathom.model;

/// A model that cannot be run here or now: it does not fit in memory, or its arithmetic left the
/// numbers. The message is one line for people.
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }
}
