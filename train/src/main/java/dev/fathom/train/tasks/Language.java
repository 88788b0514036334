package dev.fathom.train.tasks;

import java.util.Locale;

/// What a problem is written in.
public enum Language {
  ENGLISH("en"),
  GERMAN("de");

  private final String code;

  Language(String code) {
    this.code = code;
  }

  /// ISO 639-1.
  public String code() {
    return code;
  }

  /// How numbers are written for people.
  public Locale locale() {
    return choose(Locale.ROOT, Locale.GERMAN);
  }

  /// The one of two values that belongs to this language.
  public <T> T choose(T english, T german) {
    return this == ENGLISH ? english : german;
  }
}
