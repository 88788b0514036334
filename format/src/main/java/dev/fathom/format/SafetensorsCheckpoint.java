package dev.fathom.format;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A safetensors file, or all files of a sharded checkpoint.
public final class SafetensorsCheckpoint implements Checkpoint {
  private static final String SCALES = "_scale_inv";

  /// Scales of other schemes, which would change the weight if nobody multiplied by them.
  private static final List<String> OTHER_SCALES = List.of("_scale", "_scale_2", "_scales");

  private static final long BLOCK = 128;

  private final TensorDirectory directory;
  private final Metadata metadata;

  private SafetensorsCheckpoint(TensorDirectory directory) {
    this.directory = directory;
    this.metadata = new KeyValues(directory.checkpoint(), Map.of());
  }

  static SafetensorsCheckpoint open(String name, Path path) {
    return new SafetensorsCheckpoint(read(name, List.of(MappedFile.open(path))));
  }

  static SafetensorsCheckpoint open(String name, MemorySegment memory) {
    return new SafetensorsCheckpoint(read(name, List.of(MappedFile.ofMemory(name, memory))));
  }

  /// @param index the path of a `model.safetensors.index.json`
  static SafetensorsCheckpoint openSharded(String name, Path index) {
    SafetensorsIndex shards = SafetensorsIndex.read(index);
    TensorDirectory directory = read(name, MappedFile.openAll(shards.paths()));
    try {
      shards.check(directory.entries());
      return new SafetensorsCheckpoint(directory);
    } catch (RuntimeException | Error e) {
      directory.close();
      throw e;
    }
  }

  private static TensorDirectory read(String name, List<MappedFile> files) {
    TensorDirectory directory = new TensorDirectory(name, files);
    try {
      for (int i = 0; i < files.size(); i++) {
        directory.add(SafetensorsHeader.read(files.get(i), i));
      }
      return directory;
    } catch (RuntimeException | Error e) {
      directory.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return directory.checkpoint();
  }

  @Override
  public String format() {
    return "safetensors";
  }

  @Override
  public Metadata metadata() {
    return metadata;
  }

  @Override
  public Map<String, TensorEntry> entries() {
    return directory.entries();
  }

  @Override
  public Tensor tensor(String name) {
    Tensor tensor = directory.view(name);
    return tensor.type() == ElementType.F8_E4M3 ? withScales(name, tensor) : tensor;
  }

  /// DeepSeek-V3's layout: the weight in blocks of 128 by 128, one f32 factor each. An FP8 tensor
  /// without scales is taken as it is.
  private Tensor withScales(String name, Tensor weight) {
    if (directory.find(name + SCALES).isPresent()) {
      Tensor scales = directory.view(name + SCALES);
      checkScales(name, weight, scales);
      return weight.withScales(scales);
    }
    for (String other : OTHER_SCALES) {
      if (directory.find(name + other).isPresent()) {
        throw failure(
            name,
            "has its scales in "
                + Quoted.name(name + other)
                + ", want "
                + Quoted.name(name + SCALES));
      }
    }
    return weight;
  }

  private void checkScales(String name, Tensor weight, Tensor scales) {
    if (weight.shape().rank() != 2) {
      throw failure(name, "of shape " + weight.shape() + " has scales, want two axes");
    }
    Shape wanted = Shape.of(blocks(weight.rows()), blocks(weight.columns()));
    if (scales.type() != ElementType.F32 || !scales.shape().equals(wanted)) {
      throw failure(
          name + SCALES,
          "is " + scales + ", want F32 " + wanted + " for a weight of shape " + weight.shape());
    }
  }

  private static long blocks(long length) {
    return (length + BLOCK - 1) / BLOCK;
  }

  private FormatException failure(String name, String message) {
    return directory.failure(directory.find(name).orElseThrow(), message);
  }

  @Override
  public long bytes() {
    return directory.bytes();
  }

  @Override
  public void close() {
    directory.close();
  }
}
