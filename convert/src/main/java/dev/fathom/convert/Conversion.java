package dev.fathom.convert;

import dev.fathom.tensor.ElementType;
import java.util.Optional;

/// How a model is to be written.
///
/// @param type what matrices become; empty to keep their precision
/// @param misfit what happens to a matrix whose rows are no whole blocks of `type`
/// @param prediction whether the layer of multi-token prediction is written too, where there is one
/// @param watcher who is told how far the work is
public record Conversion(
    Optional<ElementType> type, Misfit misfit, boolean prediction, Watcher watcher) {
  /// What happens to a matrix that cannot have the type.
  public enum Misfit {
    /// Nothing is written, and the matrix is named.
    REFUSE,
    /// It keeps its precision.
    KEEP
  }

  /// Is told how far the work is.
  @FunctionalInterface
  public interface Watcher {
    /// Called for every piece written.
    ///
    /// @param done bytes of tensors written
    /// @param total bytes of all tensors
    /// @param tensor the one being written
    void at(long done, long total, String tensor);
  }

  /// Everything as it is, and nobody told.
  public static Conversion keeping() {
    return new Conversion(Optional.empty(), Misfit.REFUSE, true, (done, total, tensor) -> {});
  }

  /// The same with another type.
  public Conversion to(ElementType another) {
    return new Conversion(Optional.of(another), misfit, prediction, watcher);
  }

  /// The same with another way with misfits.
  public Conversion with(Misfit another) {
    return new Conversion(type, another, prediction, watcher);
  }
}
