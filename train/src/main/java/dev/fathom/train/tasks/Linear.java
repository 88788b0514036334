package dev.fathom.train.tasks;

/// An equation in one unknown with its whole solution.
///
/// @param a the factor of the unknown
/// @param b the constant beside it
/// @param c a second factor of the unknown, where the form has one
record Linear(Form form, int a, int b, int c, int root) {
  /// `a*x + b = r`, `a*x + b = c*x + d`, `a*(x + b) = r`, `a*x + b + c*x = r`.
  enum Form {
    SUM,
    BOTH_SIDES,
    BRACKET,
    TWICE
  }

  /// @param star `3*x` rather than `3x`
  /// @param wide spaces around signs
  String written(String x, boolean star, boolean wide) {
    String tight =
        switch (form) {
          case SUM -> factor(a, x, star) + term(b) + "=" + right();
          case BOTH_SIDES ->
              factor(a, x, star) + term(b) + "=" + factor(c, x, star) + term(right());
          case BRACKET -> a + (star ? "*" : "") + "(" + x + term(b) + ")=" + right();
          case TWICE -> factor(a, x, star) + term(b) + "+" + factor(c, x, star) + "=" + right();
        };
    return wide ? spaced(tight) : tight;
  }

  void work(String x, Scratchpad pad) {
    Columns columns = new Columns(pad);
    switch (form) {
      case SUM -> isolate(a, b, right(), x, columns, pad);
      case BOTH_SIDES -> {
        pad.step(a + "-" + c, a - c);
        isolate(a - c, b, right(), x, columns, pad);
      }
      case TWICE -> {
        columns.plus(a, c);
        isolate(a + c, b, right(), x, columns, pad);
      }
      case BRACKET -> {
        long inner = right() / a;
        pad.line(x + term(b) + "=" + right() + "/" + a);
        divide(right(), a, columns, pad);
        isolate(1, b, inner, x, columns, pad);
      }
    }
  }

  private int right() {
    return switch (form) {
      case SUM -> a * root + b;
      case BOTH_SIDES -> (a - c) * root + b;
      case BRACKET -> a * (root + b);
      case TWICE -> (a + c) * root + b;
    };
  }

  private static void isolate(
      int factor, int constant, long right, String x, Columns columns, Scratchpad pad) {
    long rest = right;
    if (constant != 0) {
      pad.line(factor(factor, x, true) + "=" + right + term(-constant));
      rest = columns.sum(right, -constant);
    }
    if (factor != 1) {
      pad.line(x + "=" + rest + "/" + factor);
      divide(rest, factor, columns, pad);
      rest /= factor;
    }
    pad.line(x + "=" + rest);
  }

  private static void divide(long value, int divisor, Columns columns, Scratchpad pad) {
    if (value < 0) {
      pad.line(value + "/" + divisor + "=-(" + -value + "/" + divisor + ")");
    }
    columns.quotient(Math.abs(value), divisor);
  }

  private static String factor(int factor, String x, boolean star) {
    return factor == 1 ? x : factor + (star ? "*" : "") + x;
  }

  private static String term(int value) {
    return value == 0 ? "" : value < 0 ? "-" + -value : "+" + value;
  }

  /// Spaces around signs, but not around a sign that belongs to a number alone.
  private static String spaced(String tight) {
    return tight.replaceAll("(?<=[\\w)])([-+*=])", " $1 ").replaceAll("\\s+", " ");
  }
}
