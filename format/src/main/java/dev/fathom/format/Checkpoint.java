package dev.fathom.format;

import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;

/// A model file (or several) as named tensors on memory-mapped pages. Owns the mapping: tensors are
/// views and die with {@link #close}. The whole directory is checked before the first tensor is
/// seen.
public sealed interface Checkpoint extends AutoCloseable
    permits GgufCheckpoint, SafetensorsCheckpoint {
  /// Opens a GGUF file (or the first of a split), a safetensors file, an index
  /// (`model.safetensors.index.json`), or a folder with one of these.
  static Checkpoint open(Path path) {
    ModelPath found = ModelPath.resolve(path);
    return switch (found.kind()) {
      case GGUF -> GgufCheckpoint.open(found.name(), found.file());
      case SAFETENSORS -> SafetensorsCheckpoint.open(found.name(), found.file());
      case INDEX -> SafetensorsCheckpoint.openSharded(found.name(), found.file());
    };
  }

  /// As {@link #open}, but of a GGUF file only the directory need be there, such as the first
  /// megabytes of a download: for questions about sizes and shapes. {@link #tensor} refuses what
  /// lies beyond the file's end, which nothing has checked.
  static Checkpoint openDirectory(Path path) {
    ModelPath found = ModelPath.resolve(path);
    return found.kind() == ModelPath.Kind.GGUF
        ? GgufCheckpoint.openDirectory(found.name(), found.file())
        : open(path);
  }

  /// Opens a safetensors file that lies in memory; `memory` must be off-heap.
  static Checkpoint ofSafetensors(String name, MemorySegment memory) {
    return SafetensorsCheckpoint.open(name, memory);
  }

  /// Opens a GGUF file that lies in memory (the embedded model); `memory` must be off-heap.
  static Checkpoint ofGguf(String name, MemorySegment memory) {
    return GgufCheckpoint.open(name, memory);
  }

  /// What people call it: the file's or folder's name.
  String name();

  /// `GGUF v3`, `safetensors`.
  String format();

  /// GGUF's keys; empty for safetensors, whose configuration lies in `config.json`.
  Metadata metadata();

  /// All tensors by name, in the file's order; `weight_scale_inv` tensors included.
  Map<String, TensorEntry> entries();

  /// The tensor `name` as a view on the mapped pages; an FP8 weight carries its `weight_scale_inv`.
  /// Throws {@link FormatException} where it is absent or of a type that cannot be read.
  Tensor tensor(String name);

  /// Bytes of all files.
  long bytes();

  @Override
  void close();
}
