package dev.fathom.quantize;

import dev.fathom.tensor.ElementType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What somebody wants a model to become.
///
/// @param mix the types of all tensors that no other wish names
/// @param tensors wishes for single tensors, the first that matches wins; they must fit
/// @param experts the type of routed experts
/// @param rest the type of all other matrices
/// @param importance how much the columns count
/// @param requantize whether what is quantised already may be quantised again
public record QuantizeRequest(
    Mix mix,
    List<Wish> tensors,
    Optional<ElementType> experts,
    Optional<ElementType> rest,
    Optional<ImportanceMatrix> importance,
    boolean requantize) {
  /// A type for the tensors whose names contain a match.
  public record Wish(Pattern name, ElementType type) {}

  /// The mix alone.
  public static QuantizeRequest of(Mix mix) {
    return new QuantizeRequest(
        mix, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  /// The same with an importance matrix.
  public QuantizeRequest with(ImportanceMatrix matrix) {
    return new QuantizeRequest(mix, tensors, experts, rest, Optional.of(matrix), requantize);
  }
}
