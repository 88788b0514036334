package dev.fathom.train;

/// Training cannot go on; the message is one line for people.
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public TrainingException(String message) {
    super(message);
  }

  public TrainingException(String message, @org.jspecify.annotations.Nullable Throwable cause) {
    super(message, cause);
  }
}
