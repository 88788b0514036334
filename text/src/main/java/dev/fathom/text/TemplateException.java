package dev.fathom.text;

/// A chat template that cannot be read or rendered; the message names template, line and column.
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TemplateException(String message) {
    super(message);
  }
}
