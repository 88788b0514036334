package dev.fathom.model;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.FormatException;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The weights of a checkpoint by what they are, whatever the file calls them. A missing tensor and
/// a wrong shape fail here.
public final class WeightSource {
  /// The layer of weights that belong to none.
  public static final int NO_LAYER = -1;

  private final Checkpoint checkpoint;
  private final boolean gguf;

  public WeightSource(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
    this.gguf = isGguf(checkpoint);
  }

  /// Whether names and layouts are those of GGUF.
  public static boolean isGguf(Checkpoint checkpoint) {
    return checkpoint.format().startsWith("GGUF");
  }

  /// Whether the file has the weight.
  public boolean has(TensorName name, int layer) {
    return checkpoint.entries().containsKey(nameOf(name, layer, 0));
  }

  /// The matrix `name` of layer `layer`, `[rows, columns]`.
  public Tensor matrix(TensorName name, int layer, long rows, long columns) {
    return checked(nameOf(name, layer, 0), Shape.of(rows, columns));
  }

  /// The vector `name` of layer `layer` (a norm, a bias), of a plain type.
  public Tensor vector(TensorName name, int layer, long length) {
    String fileName = nameOf(name, layer, 0);
    Tensor tensor = checked(fileName, Shape.of(length));
    ElementType type = tensor.type();
    if (type != ElementType.F32 && type != ElementType.F16 && type != ElementType.BF16) {
      throw new FormatException(
          message(fileName) + " is " + type + ", wanted F32, F16 or BF16 for a norm or bias");
    }
    return tensor;
  }

  /// As {@link #vector}, empty where `present` is false.
  Optional<Tensor> vectorIf(boolean present, TensorName name, int layer, long length) {
    return present ? Optional.of(vector(name, layer, length)) : Optional.empty();
  }

  /// One matrix a head, stacked in one tensor `[count, rows, columns]`.
  public List<Tensor> stacked(TensorName name, int layer, int count, Shape each) {
    return slices(checked(nameOf(name, layer, 0), stack(count, each)), count);
  }

  /// One matrix an expert: slices of a stacked tensor in GGUF, tensors of their own in safetensors.
  public List<Tensor> experts(TensorName name, int layer, int count, Shape each) {
    if (gguf) {
      return stacked(name, layer, count, each);
    }
    List<Tensor> experts = new ArrayList<>(count);
    for (int expert = 0; expert < count; expert++) {
      experts.add(checked(nameOf(name, layer, expert), each));
    }
    return experts;
  }

  private String nameOf(TensorName name, int layer, int expert) {
    return gguf ? name.inGguf(layer) : name.inSafetensors(layer, expert);
  }

  private Tensor checked(String name, Shape wanted) {
    if (!checkpoint.entries().containsKey(name)) {
      throw new FormatException(message(name) + " is missing, wanted shape " + wanted);
    }
    Tensor tensor = checkpoint.tensor(name);
    if (!tensor.shape().equals(wanted)) {
      throw new FormatException(
          message(name) + " has shape " + tensor.shape() + ", wanted " + wanted);
    }
    return tensor;
  }

  private String message(String name) {
    return checkpoint.name() + ": tensor '" + name + "'";
  }

  private static Shape stack(int count, Shape each) {
    return Shape.of(count, each.length(0), each.length(1));
  }

  private static List<Tensor> slices(Tensor stack, int count) {
    List<Tensor> slices = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      slices.add(stack.slice(index));
    }
    return slices;
  }
}
