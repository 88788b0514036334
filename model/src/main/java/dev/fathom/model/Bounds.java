package dev.fathom.model;

/// Ranges that a model's numbers must keep, with messages for people.
final class Bounds {
  /// No transformer has wider rows; a file that says so lies.
  static final int MAX_WIDTH = 1 << 20;

  private Bounds() {}

  /// Throws unless `least <= got <= most`.
  static void within(String what, long got, long least, long most) {
    if (got < least || got > most) {
      throw new IllegalArgumentException(
          what + ": got " + got + ", wanted " + least + " to " + most);
    }
  }

  /// Throws unless `got` is finite and above zero.
  static void positive(String what, double got) {
    if (!(got > 0) || Double.isInfinite(got)) {
      throw new IllegalArgumentException(what + ": got " + got + ", wanted a number above 0");
    }
  }

  /// Throws unless `divisor` divides `got`.
  static void divides(String what, long got, String of, long divisor) {
    if (got % divisor != 0) {
      throw new IllegalArgumentException(
          what + ": got " + got + ", wanted a multiple of " + of + ", " + divisor);
    }
  }
}
