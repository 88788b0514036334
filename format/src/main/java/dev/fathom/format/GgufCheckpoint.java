package dev.fathom.format;

import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A GGUF file, or all parts of a split one; the metadata are those of the first part.
public final class GgufCheckpoint implements Checkpoint {
  private final GgufFile head;
  private final TensorDirectory directory;

  private GgufCheckpoint(GgufFile head, TensorDirectory directory) {
    this.head = head;
    this.directory = directory;
  }

  /// Opens a file or, where it is one part of a split, the whole set.
  static GgufCheckpoint open(String name, Path path) {
    return open(name, MappedFile.openAll(GgufSplit.parts(path)), true);
  }

  /// As {@link #open(String, Path)}, whether the tensors' bytes are there or not.
  static GgufCheckpoint openDirectory(String name, Path path) {
    return open(name, MappedFile.openAll(GgufSplit.parts(path)), false);
  }

  /// Opens a file that lies in memory.
  static GgufCheckpoint open(String name, MemorySegment memory) {
    return open(name, List.of(MappedFile.ofMemory(name, memory)), true);
  }

  private static GgufCheckpoint open(String name, List<MappedFile> files, boolean whole) {
    TensorDirectory directory = new TensorDirectory(name, files);
    try {
      List<GgufFile> heads = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        heads.add(GgufFile.read(files.get(i), i, whole));
        directory.add(heads.get(i).entries());
      }
      GgufSplit.check(files, heads);
      return new GgufCheckpoint(heads.getFirst(), directory);
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
    return "GGUF v" + head.version();
  }

  @Override
  public Metadata metadata() {
    return head.metadata();
  }

  /// The values of the metadata as they lie in the file, each behind its type.
  Map<String, MemorySegment> rawValues() {
    return head.raw();
  }

  @Override
  public Map<String, TensorEntry> entries() {
    return directory.entries();
  }

  @Override
  public Tensor tensor(String name) {
    return directory.view(name);
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
