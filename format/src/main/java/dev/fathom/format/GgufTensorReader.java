package dev.fathom.format;

import dev.fathom.tensor.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads the tensor directory of a GGUF file and checks every line of it against the bytes that are
/// really there.
final class GgufTensorReader {
  /// A name of one byte, one axis.
  static final long LEAST_BYTES = 8 + 1 + 4 + 8 + 4 + 8;

  private final MappedFile file;
  private final int fileIndex;
  private final ByteCursor cursor;
  private final long extent;

  /// A line as written: offsets count from the start of the data, which lies behind the last line.
  private record Line(String name, GgmlType type, Shape shape, long offset, long bytes) {}

  /// @param fileIndex the file's place in the checkpoint
  /// @param extent the bytes that the file has, or, if it need not be whole, could have
  GgufTensorReader(MappedFile file, int fileIndex, ByteCursor cursor, long extent) {
    this.extent = extent;
    this.file = file;
    this.fileIndex = fileIndex;
    this.cursor = cursor;
  }

  List<TensorEntry> read(long count, long alignment) {
    List<Line> lines = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (long i = 0; i < count; i++) {
      Line line = line(alignment);
      if (!names.add(line.name)) {
        throw failure(line.name, "is there twice");
      }
      lines.add(line);
    }
    checkPlaces(lines, alignedUp(cursor.position(), alignment));
    return entries(lines, alignedUp(cursor.position(), alignment));
  }

  private Line line(long alignment) {
    String name = name();
    long[] lengths = lengths(name);
    GgmlType type = type(name);
    long offset = cursor.i64("a tensor's offset");
    if (offset < 0 || offset % alignment != 0) {
      throw failure(
          name,
          ("starts at offset " + Quoted.number(offset))
              + (", want a multiple of the alignment " + alignment));
    }
    if (lengths[lengths.length - 1] % type.blockLength() != 0) {
      throw failure(
          name,
          ("has rows of " + Quoted.number(lengths[lengths.length - 1]) + " elements, but " + type)
              + (" comes in blocks of " + type.blockLength()));
    }
    long bytes = bytes(name, lengths, type);
    return new Line(name, type, Shape.of(lengths), offset, bytes);
  }

  private String name() {
    long at = cursor.position();
    var text = cursor.text("a tensor's name");
    if (text.byteSize() == 0 || text.byteSize() > Limits.GGUF_NAME_BYTES) {
      throw cursor.failure(
          at,
          ("a tensor's name has " + Quoted.number(text.byteSize()))
              + (" bytes, want 1 to " + Limits.GGUF_NAME_BYTES));
    }
    return Utf8.decode(text);
  }

  /// Axis lengths, outermost first (the file has the contiguous axis first).
  private long[] lengths(String name) {
    long axes = cursor.u32("a tensor's number of axes");
    if (axes < 1 || axes > Limits.GGUF_AXES) {
      throw failure(name, "has " + axes + " axes, want 1 to " + Limits.GGUF_AXES);
    }
    long[] lengths = new long[(int) axes];
    for (int axis = lengths.length - 1; axis >= 0; axis--) {
      lengths[axis] = cursor.i64("a tensor's axis");
      if (lengths[axis] <= 0) {
        throw failure(name, "has an axis of length " + Quoted.number(lengths[axis]));
      }
    }
    return lengths;
  }

  private GgmlType type(String name) {
    long id = cursor.u32("a tensor's type");
    return GgmlType.ofId(id)
        .orElseThrow(
            () -> failure(name, "is of type number " + id + ", which Fathom does not know"));
  }

  private long bytes(String name, long[] lengths, GgmlType type) {
    try {
      long elements = 1;
      for (long length : lengths) {
        elements = Math.multiplyExact(elements, length);
      }
      return Math.multiplyExact(elements / type.blockLength(), type.blockBytes());
    } catch (ArithmeticException e) {
      throw failure(name, "has more bytes than 63 bits can count");
    }
  }

  private void checkPlaces(List<Line> lines, long start) {
    List<Line> ordered = new ArrayList<>(lines);
    ordered.sort(Comparator.comparingLong(Line::offset));
    Line previous = null;
    for (Line line : ordered) {
      if (line.bytes > extent - start || line.offset > extent - start - line.bytes) {
        throw failure(line.name, pastEnd(start, line, extent));
      }
      if (previous != null && previous.offset + previous.bytes > line.offset) {
        throw failure(
            line.name,
            ("starts at byte " + Quoted.number(start + line.offset) + ", inside tensor ")
                + (Quoted.name(previous.name) + " that ends at byte ")
                + Quoted.number(start + previous.offset + previous.bytes));
      }
      previous = line;
    }
  }

  private static String pastEnd(long start, Line line, long size) {
    // unsigned: offset and length are below 2^63 each
    return ("ends at byte " + Quoted.number(start + line.offset + line.bytes))
        + (" but the file has " + Quoted.number(size) + " bytes; the download is incomplete,")
        + " fetch it again";
  }

  private List<TensorEntry> entries(List<Line> lines, long start) {
    List<TensorEntry> entries = new ArrayList<>(lines.size());
    for (Line line : lines) {
      entries.add(
          new TensorEntry(
              line.name, line.type.name(), line.shape, fileIndex, start + line.offset, line.bytes));
    }
    return entries;
  }

  private static long alignedUp(long position, long alignment) {
    return (position + alignment - 1) / alignment * alignment;
  }

  private FormatException failure(String name, String message) {
    return new FormatException(file.name() + ": tensor " + Quoted.name(name) + " " + message);
  }
}
