package dev.fathom.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The keys of a GGUF file, for tests: trusts the file.
final class GgufKeys {
  private final ByteBuffer bytes;
  private final Map<String, Object> keys = new HashMap<>();

  private GgufKeys(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /// The vocabulary of `file`.
  static GgufVocabulary vocabulary(Path file) throws IOException {
    GgufKeys reader =
        new GgufKeys(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN));
    reader.bytes.position(16);
    for (long left = reader.bytes.getLong(); left > 0; left--) {
      String key = reader.text();
      reader.keys.put(key, reader.content(reader.bytes.getInt()));
    }
    return reader.vocabulary(file.getFileName().toString());
  }

  private GgufVocabulary vocabulary(String file) {
    return new GgufVocabulary(
        file,
        (String) Objects.requireNonNull(keys.get("tokenizer.ggml.model")),
        (String) keys.get("tokenizer.ggml.pre"),
        texts("tokens"),
        ints("token_type"),
        floats("scores"),
        keys.containsKey("tokenizer.ggml.merges") ? texts("merges") : null,
        (Integer) keys.get("tokenizer.ggml.bos_token_id"),
        (Integer) keys.get("tokenizer.ggml.eos_token_id"),
        (Boolean) keys.get("tokenizer.ggml.add_bos_token"),
        (Boolean) keys.get("tokenizer.ggml.add_space_prefix"));
  }

  private List<String> texts(String key) {
    return list(key).stream().map(String.class::cast).toList();
  }

  private int[] ints(String key) {
    return list(key).stream().mapToInt(Integer.class::cast).toArray();
  }

  private float @Nullable [] floats(String key) {
    if (!keys.containsKey("tokenizer.ggml." + key)) {
      return null;
    }
    List<?> list = list(key);
    float[] floats = new float[list.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (Float) list.get(i);
    }
    return floats;
  }

  private List<?> list(String key) {
    return (List<?>) Objects.requireNonNull(keys.get("tokenizer.ggml." + key));
  }

  private String text() {
    byte[] text = new byte[Math.toIntExact(bytes.getLong())];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private Object content(int type) {
    return switch (type) {
      case 0, 1 -> bytes.get();
      case 2, 3 -> bytes.getShort();
      case 4, 5 -> bytes.getInt();
      case 6 -> bytes.getFloat();
      case 7 -> bytes.get() != 0;
      case 8 -> text();
      case 9 -> {
        int element = bytes.getInt();
        List<Object> list = new ArrayList<>();
        for (long left = bytes.getLong(); left > 0; left--) {
          list.add(content(element));
        }
        yield list;
      }
      case 10, 11 -> bytes.getLong();
      case 12 -> bytes.getDouble();
      default -> throw new IllegalStateException("type " + type);
    };
  }
}
