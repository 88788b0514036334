package dev.fathom.quantize;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.TensorEntry;
import dev.fathom.kernel.WeightEncoder;
import dev.fathom.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What becomes of every tensor of a model.
///
/// @param request what was asked for
/// @param tensors in the file's order
public record QuantizePlan(QuantizeRequest request, List<Step> tensors) {
  /// One tensor.
  ///
  /// @param source as it is
  /// @param type what it becomes
  /// @param instead the type that was wanted but does not fit its rows
  public record Step(TensorEntry source, String type, Optional<ElementType> instead) {
    /// Whether its bytes are taken as they are.
    public boolean copied() {
      return source.type().equals(type);
    }

    /// Bytes it will take.
    public long bytes() {
      return copied() ? source.bytes() : ElementType.valueOf(type).bytes(source.shape().elements());
    }
  }

  /// The plan for a GGUF file.
  public static QuantizePlan of(Checkpoint model, QuantizeRequest request) {
    ModelShape shape = ModelShape.of(model.metadata());
    MixRules rules =
        new MixRules(
            request.mix(), shape, model.entries().keySet(), request.importance().isPresent());
    List<Step> steps = new ArrayList<>();
    for (TensorEntry entry : model.entries().values()) {
      steps.add(step(model.name(), entry, request, rules));
    }
    request.tensors().forEach(wish -> requireUse(wish, model));
    return new QuantizePlan(request, List.copyOf(steps));
  }

  private static void requireUse(QuantizeRequest.Wish wish, Checkpoint model) {
    boolean used =
        model.entries().keySet().stream().anyMatch(name -> wish.name().matcher(name).find());
    if (!used) {
      throw new QuantizeException(
          model.name() + ": no tensor's name has a match for '" + wish.name() + "'");
    }
  }

  private static Step step(
      String model, TensorEntry entry, QuantizeRequest request, MixRules rules) {
    String name = entry.name();
    if (!MixRules.quantises(name, entry.shape().rank())) {
      return new Step(entry, entry.type(), Optional.empty());
    }
    long columns = entry.shape().rowLength();
    for (QuantizeRequest.Wish wish : request.tensors()) {
      if (wish.name().matcher(name).find()) {
        requireFit(model, entry, wish.type());
        return checked(model, new Step(entry, wish.type().name(), Optional.empty()), request);
      }
    }
    Optional<ElementType> asked =
        name.contains("_exps.") && request.experts().isPresent()
            ? request.experts()
            : request.rest();
    ElementType wanted = asked.orElseGet(() -> rules.wanted(name, columns));
    ElementType type = MixRules.fitting(wanted, columns);
    Optional<ElementType> instead = type == wanted ? Optional.empty() : Optional.of(wanted);
    return checked(model, new Step(entry, type.name(), instead), request);
  }

  private static void requireFit(String model, TensorEntry entry, ElementType type) {
    long columns = entry.shape().rowLength();
    if (columns % type.blockLength() != 0) {
      throw new QuantizeException(
          "%s: tensor '%s' has rows of %d elements, but %s comes in blocks of %d; try %s"
              .formatted(
                  model,
                  entry.name(),
                  columns,
                  type,
                  type.blockLength(),
                  MixRules.fitting(type, columns)));
    }
  }

  private static Step checked(String model, Step step, QuantizeRequest request) {
    boolean known =
        java.util.Arrays.stream(ElementType.values())
            .anyMatch(type -> type.name().equals(step.source.type()));
    boolean plain = step.source.type().matches("F32|F16|BF16");
    if (step.copied() || plain || (known && request.requantize())) {
      return step;
    }
    String advice =
        known
            ? "take the original weights, or --allow-requantize and the loss"
            : "which Fathom cannot read; take the original weights";
    throw new QuantizeException(
        "%s: tensor '%s' is quantised already (%s); %s"
            .formatted(model, step.source.name(), step.source.type(), advice));
  }

  /// Bytes of all tensors to come.
  public long bytes() {
    return tensors.stream().mapToLong(Step::bytes).sum();
  }

  /// Bytes of all tensors as they are.
  public long sourceBytes() {
    return tensors.stream().mapToLong(step -> step.source.bytes()).sum();
  }

  /// Bits a weight to come.
  public double bitsPerWeight() {
    long weights = tensors.stream().mapToLong(step -> step.source.shape().elements()).sum();
    return 8.0 * bytes() / weights;
  }

  /// Bytes to come of each type.
  public Map<String, Long> bytesByType() {
    Map<String, Long> types = new TreeMap<>();
    tensors.forEach(step -> types.merge(step.type, step.bytes(), Long::sum));
    return types;
  }

  /// Whether weights can become `type`.
  public static boolean makes(ElementType type) {
    return type != ElementType.F8_E4M3 && WeightEncoder.encodes(type);
  }
}
