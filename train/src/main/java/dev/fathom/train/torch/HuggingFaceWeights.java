package dev.fathom.train.torch;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.SafetensorsWriter;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.model.ModelConfig;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import dev.fathom.train.TrainingException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Weights to and from Hugging Face's tensors, where every expert has its own.
///
/// @param corrections of the routers, which are tensors there too
record HuggingFaceWeights(ModelConfig config, Weights weights, Corrections corrections) {
  /// All tensors in f32. Their memory is read when the file is written.
  ///
  /// @param foresight whether the block of multi-token prediction is among them
  SafetensorsWriter writer(boolean foresight) {
    SafetensorsWriter writer = new SafetensorsWriter().note("format", "pt");
    for (Weights.Place place : weights.places()) {
      if (foresight || !ofForesight(place.weight().name())) {
        write(writer, place);
      }
    }
    for (int layer : corrections.layers()) {
      if (foresight || layer < config.layers()) {
        corrections
            .values(layer)
            .ifPresent(values -> write(writer, correction(layer), values, values.byteSize() / 4));
      }
    }
    String prefix = Blueprint.layer(config.layers());
    if (foresight && weights.find(prefix + "eh_proj.weight").isPresent()) {
      // published checkpoints repeat what the block shares with the model
      copy(writer, prefix + "embed_tokens.weight", "model.embed_tokens.weight");
      String head = config.tiedEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight";
      copy(writer, prefix + "shared_head.head.weight", head);
    }
    return writer;
  }

  private boolean ofForesight(String name) {
    return name.startsWith(Blueprint.layer(config.layers()));
  }

  private static String correction(int layer) {
    return Blueprint.layer(layer) + "mlp.gate.e_score_correction_bias";
  }

  private void copy(SafetensorsWriter writer, String name, String of) {
    for (Weights.Place place : weights.places()) {
      if (place.weight().name().equals(of)) {
        write(writer, name, weights.values(place), place.weight().lengths());
      }
    }
  }

  private void write(SafetensorsWriter writer, Weights.Place place) {
    long[] shape = place.weight().lengths();
    MemorySegment values = weights.values(place);
    for (int expert = 0; expert < pieces(place); expert++) {
      String name = name(place, expert);
      if (stacked(place)) {
        write(writer, name, piece(place, expert), shape[1], shape[2]);
      } else {
        write(writer, name, values, shape);
      }
    }
  }

  private static void write(
      SafetensorsWriter writer, String name, MemorySegment values, long... shape) {
    writer.tensor(name, ElementType.F32, Shape.of(shape), () -> values);
  }

  private static boolean stacked(Weights.Place place) {
    return place.weight().name().contains("@");
  }

  private static int pieces(Weights.Place place) {
    return stacked(place) ? Math.toIntExact(place.weight().lengths()[0]) : 1;
  }

  private static String name(Weights.Place place, int expert) {
    return place.weight().name().replace("@", Integer.toString(expert));
  }

  private MemorySegment piece(Weights.Place place, int expert) {
    MemorySegment values = weights.values(place);
    long bytes = values.byteSize() / pieces(place);
    return values.asSlice(expert * bytes, bytes);
  }

  /// Overwrites the weights with those of `checkpoint`, of any type that can be read; a block of
  /// multi-token prediction that is not there stays as it is.
  void read(Checkpoint checkpoint) {
    try (KernelSet kernels = Kernels.open("scalar", 1)) {
      for (Weights.Place place : weights.places()) {
        long[] shape = place.weight().lengths();
        long[] each = stacked(place) ? Arrays.copyOfRange(shape, 1, 3) : shape;
        for (int expert = 0; expert < pieces(place); expert++) {
          read(checkpoint, kernels, name(place, expert), Shape.of(each), piece(place, expert));
        }
      }
      for (int layer : corrections.layers()) {
        corrections
            .values(layer)
            .ifPresent(
                values -> {
                  Shape shape = Shape.of(values.byteSize() / Float.BYTES);
                  read(checkpoint, kernels, correction(layer), shape, values);
                });
      }
    }
  }

  // five parameters: what, with what, which, and where to
  private void read(
      Checkpoint checkpoint, KernelSet kernels, String name, Shape wanted, MemorySegment to) {
    if (!checkpoint.entries().containsKey(name)) {
      if (ofForesight(name)) {
        return;
      }
      throw new TrainingException(
          checkpoint.name() + ": tensor '" + name + "' is missing, wanted shape " + wanted);
    }
    Tensor found = checkpoint.tensor(name);
    if (!found.shape().equals(wanted)) {
      throw new TrainingException(
          "%s: tensor '%s' has shape %s, wanted %s"
              .formatted(checkpoint.name(), name, found.shape(), wanted));
    }
    Tensor rows = wanted.rank() == 1 ? found.rows(0, 1) : found;
    try (Arena passing = Arena.ofShared()) {
      Tensor plain = Tensor.allocate(passing, rows.rows(), rows.columns());
      kernels.gather(plain, rows, IntStream.range(0, rows.rows()).toArray());
      to.copyFrom(plain.data());
    }
  }
}
