package dev.fathom.train.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A scale with round marks.
///
/// @param low the least value shown
/// @param high the largest
/// @param step between marks
record Axis(double low, double high, double step) {
  /// One that holds `least` to `most`.
  static Axis over(double least, double most) {
    double span = most - least;
    if (!(span > 0)) {
      span = Math.max(Math.abs(most), 1) * 0.1;
    }
    double rough = span / 4;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double lead = rough / power;
    double step = power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    double low = Math.floor(least / step) * step;
    double high = Math.ceil((least + span) / step) * step;
    return new Axis(low, high, step);
  }

  /// Where `value` lies between 0 and 1.
  double place(double value) {
    return (value - low) / (high - low);
  }

  List<Double> marks() {
    List<Double> marks = new ArrayList<>();
    long count = Math.round((high - low) / step);
    for (long i = 0; i <= count; i++) {
      marks.add(low + i * step);
    }
    return marks;
  }

  /// A mark as short as it can be.
  String label(double mark) {
    if (Math.abs(mark) >= 10_000) {
      return String.format(Locale.ROOT, "%.0fk", mark / 1000);
    }
    int digits = (int) Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
    return String.format(Locale.ROOT, "%." + digits + "f", mark);
  }
}
