package dev.fathom.format;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The checked entries of all files of a checkpoint, and views on their bytes. Owns the files.
final class TensorDirectory implements AutoCloseable {
  private static final Map<String, ElementType> READABLE =
      Arrays.stream(ElementType.values())
          .collect(Collectors.toUnmodifiableMap(ElementType::name, Function.identity()));

  private final String checkpoint;
  private final List<MappedFile> files;
  private final Map<String, TensorEntry> entries = new LinkedHashMap<>();

  TensorDirectory(String checkpoint, List<MappedFile> files) {
    this.checkpoint = checkpoint;
    this.files = List.copyOf(files);
  }

  /// Adds the entries of one file.
  void add(List<TensorEntry> more) {
    for (TensorEntry entry : more) {
      TensorEntry old = entries.putIfAbsent(entry.name(), entry);
      if (old != null) {
        throw new FormatException(
            (files.get(entry.file()).name() + ": tensor " + Quoted.name(entry.name()))
                + (" is there twice, first in " + files.get(old.file()).name()));
      }
      if (entries.size() > Limits.TENSORS) {
        throw new FormatException(
            checkpoint + ": has more than " + Quoted.number(Limits.TENSORS) + " tensors");
      }
    }
  }

  Map<String, TensorEntry> entries() {
    return Collections.unmodifiableMap(entries);
  }

  Optional<TensorEntry> find(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  /// The tensor `name` as its bytes lie in the file.
  Tensor view(String name) {
    TensorEntry entry =
        find(name)
            .orElseThrow(
                () ->
                    new FormatException(
                        (checkpoint + ": tensor " + Quoted.name(name) + " is missing among ")
                            + (Quoted.number(entries.size()) + " tensors")));
    ElementType type = READABLE.get(entry.type());
    if (type == null) {
      throw failure(entry, "is of type " + entry.type() + ", which Fathom cannot read");
    }
    requireIntAxes(entry);
    requireThere(entry);
    MemorySegment bytes = files.get(entry.file()).bytes().asSlice(entry.offset(), entry.bytes());
    return Tensor.of(type, entry.shape(), bytes);
  }

  /// Of a file opened for its directory alone, the bytes may be missing.
  private void requireThere(TensorEntry entry) {
    long there = files.get(entry.file()).bytes().byteSize();
    if (entry.offset() + entry.bytes() > there) {
      throw failure(
          entry,
          ("ends at byte " + Quoted.number(entry.offset() + entry.bytes()))
              + (" but the file has " + Quoted.number(there) + " bytes; the download is")
              + " incomplete, fetch it again");
    }
  }

  /// A tensor counts its rows and columns in ints.
  private void requireIntAxes(TensorEntry entry) {
    if (entry.shape().rows() > Integer.MAX_VALUE || entry.shape().rowLength() > Integer.MAX_VALUE) {
      throw failure(entry, "of shape " + entry.shape() + " has more than 2^31 rows or columns");
    }
  }

  FormatException failure(TensorEntry entry, String message) {
    return new FormatException(
        files.get(entry.file()).name() + ": tensor " + Quoted.name(entry.name()) + " " + message);
  }

  String checkpoint() {
    return checkpoint;
  }

  long bytes() {
    return files.stream().mapToLong(file -> file.bytes().byteSize()).sum();
  }

  @Override
  public void close() {
    files.forEach(MappedFile::close);
  }
}
