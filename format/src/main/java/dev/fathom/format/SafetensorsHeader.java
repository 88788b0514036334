package dev.fathom.format;

import dev.fathom.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/// Reads the header of a safetensors file: eight bytes of length, a JSON object, and behind it the
/// data, which the tensors must cover from the first byte to the last, each byte once
/// (`docs/formats/safetensors.md`).
final class SafetensorsHeader {
  private static final Comparator<TensorEntry> BY_PLACE =
      Comparator.comparingLong(TensorEntry::offset).thenComparingLong(TensorEntry::bytes);

  private final MappedFile file;
  private final int fileIndex;
  private final JsonText json;
  private final long dataStart;
  private final List<TensorEntry> entries = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private SafetensorsHeader(MappedFile file, int fileIndex, JsonText json, long dataStart) {
    this.file = file;
    this.fileIndex = fileIndex;
    this.json = json;
    this.dataStart = dataStart;
  }

  /// The file's tensors in the order of their bytes.
  ///
  /// @param fileIndex the file's place in the checkpoint
  static List<TensorEntry> read(MappedFile file, int fileIndex) {
    ByteCursor cursor = new ByteCursor(file.name(), file.bytes());
    MemorySegment text = text(cursor);
    try (JsonText json = JsonText.ofLong(file.name(), text)) {
      return new SafetensorsHeader(file, fileIndex, json, cursor.position()).read();
    }
  }

  private static MemorySegment text(ByteCursor cursor) {
    long length = cursor.i64("the header's length");
    if (length < 2 || length > Limits.SAFETENSORS_HEADER_BYTES) {
      throw cursor.failure(
          0,
          ("the header's length is " + Quoted.number(length) + ", want 2 to ")
              + Quoted.number(Limits.SAFETENSORS_HEADER_BYTES));
    }
    MemorySegment text = cursor.slice(length, "the header");
    if (text.get(ValueLayout.JAVA_BYTE, 0) != '{') {
      throw cursor.failure(8, "the header does not begin with '{'");
    }
    return text;
  }

  private List<TensorEntry> read() {
    json.expect(JsonToken.START_OBJECT, "a JSON object");
    while (json.next() == JsonToken.PROPERTY_NAME) {
      String name = json.text();
      if (!names.add(name)) {
        throw json.failure("tensor " + Quoted.name(name) + " is there twice");
      }
      if (name.equals("__metadata__")) {
        skipNotes();
      } else {
        checkName(name);
        entries.add(entry(name));
      }
    }
    json.expectEnd();
    entries.sort(BY_PLACE);
    checkPlaces();
    return entries;
  }

  private void checkName(String name) {
    if (name.isEmpty() || name.length() > Limits.SAFETENSORS_NAME_CHARACTERS) {
      throw json.failure(
          ("tensor name " + Quoted.name(name) + " has " + name.length() + " characters, want 1 to ")
              + Limits.SAFETENSORS_NAME_CHARACTERS);
    }
    if (names.size() > Limits.TENSORS + 1) {
      throw json.failure("more than " + Quoted.number(Limits.TENSORS) + " tensors");
    }
  }

  /// `__metadata__`: an object of strings. It says nothing that Fathom needs.
  private void skipNotes() {
    json.expect(JsonToken.START_OBJECT, "an object as __metadata__");
    Set<String> keys = new HashSet<>();
    while (json.next() == JsonToken.PROPERTY_NAME) {
      String key = json.text();
      if (!keys.add(key)) {
        throw json.failure("__metadata__ key " + Quoted.name(key) + " is there twice");
      }
      if (keys.size() > Limits.METADATA_KEYS) {
        throw json.failure("__metadata__ has more than " + Limits.METADATA_KEYS + " keys");
      }
      json.expect(JsonToken.VALUE_STRING, "a string in __metadata__");
    }
  }

  /// What a tensor's object says, as far as it has been read.
  private static final class Fields {
    @Nullable SafetensorsType type;
    long @Nullable [] shape;
    long @Nullable [] offsets;
  }

  private TensorEntry entry(String name) {
    json.expect(JsonToken.START_OBJECT, "an object for tensor " + Quoted.name(name));
    Fields fields = new Fields();
    while (json.next() == JsonToken.PROPERTY_NAME) {
      field(name, fields);
    }
    if (fields.type == null || fields.shape == null || fields.offsets == null) {
      throw json.failure(
          "tensor " + Quoted.name(name) + " lacks one of dtype, shape and data_offsets");
    }
    return checked(name, fields.type, fields.shape, fields.offsets);
  }

  private void field(String name, Fields fields) {
    String key = json.text();
    boolean repeated =
        switch (key) {
          case "dtype" -> fields.type != null;
          case "shape" -> fields.shape != null;
          case "data_offsets" -> fields.offsets != null;
          default -> throw failure(name, "has the unknown key " + Quoted.name(key));
        };
    if (repeated) {
      throw failure(name, "has the key " + key + " twice");
    }
    switch (key) {
      case "dtype" -> fields.type = type(name);
      case "shape" -> fields.shape = naturals("shape", Limits.SAFETENSORS_AXES);
      default -> fields.offsets = naturals("data_offsets", 2);
    }
  }

  private SafetensorsType type(String name) {
    String type = json.string("a dtype's name");
    return SafetensorsType.ofName(type)
        .orElseThrow(
            () ->
                failure(name, "is of dtype " + Quoted.name(type) + ", which Fathom does not know"));
  }

  private long[] naturals(String what, int most) {
    json.expect(JsonToken.START_ARRAY, "an array as " + what);
    long[] values = new long[most];
    int count = 0;
    while (json.next() != JsonToken.END_ARRAY) {
      if (count == most) {
        throw json.failure(what + " has more than " + most + " numbers");
      }
      values[count++] = json.natural("an integer from 0 in " + what);
    }
    return Arrays.copyOf(values, count);
  }

  private TensorEntry checked(String name, SafetensorsType type, long[] lengths, long[] offsets) {
    long size = file.bytes().byteSize() - dataStart;
    if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > size) {
      throw failure(
          name,
          ("has data_offsets " + Arrays.toString(offsets))
              + (", want a start and an end up to " + Quoted.number(size))
              + "; is the download incomplete?");
    }
    long bytes = bytes(name, type, lengths);
    if (bytes != offsets[1] - offsets[0]) {
      throw failure(
          name,
          ("takes " + Quoted.number(offsets[1] - offsets[0]) + " bytes, but " + type + " ")
              + (Shape.of(lengths) + " needs " + Quoted.number(bytes)));
    }
    return new TensorEntry(
        name, type.name(), Shape.of(lengths), fileIndex, dataStart + offsets[0], bytes);
  }

  private long bytes(String name, SafetensorsType type, long[] lengths) {
    long bits = type.bits();
    try {
      for (long length : lengths) {
        bits = Math.multiplyExact(bits, length);
      }
    } catch (ArithmeticException e) {
      throw failure(name, "has more bits than 63 bits can count");
    }
    if (bits % 8 != 0) {
      throw failure(name, "of type " + type + " does not end at a whole byte");
    }
    return bits / 8;
  }

  private void checkPlaces() {
    long end = dataStart;
    for (TensorEntry entry : entries) {
      if (entry.offset() != end) {
        throw failure(
            entry.name(),
            ("starts at byte " + Quoted.number(entry.offset()) + ", but the tensor before it ends")
                + (" at byte " + Quoted.number(end)));
      }
      end += entry.bytes();
    }
    if (end != file.bytes().byteSize()) {
      throw new FormatException(
          (file.name() + ": the tensors end at byte " + Quoted.number(end) + " but the file has ")
              + (Quoted.number(file.bytes().byteSize()) + " bytes"));
    }
  }

  private FormatException failure(String name, String message) {
    return new FormatException(file.name() + ": tensor " + Quoted.name(name) + " " + message);
  }
}
