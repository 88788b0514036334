package dev.fathom.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Metadata in a map: plain Java objects, and {@link GgufArray}s that become plain when asked for.
final class KeyValues implements Metadata {
  private final String file;
  private final String prefix;
  private final Map<String, ? extends @Nullable Object> values;

  KeyValues(String file, Map<String, ? extends @Nullable Object> values) {
    this(file, "", values);
  }

  /// @param prefix the keys of the objects around this one, for messages: `rope_scaling.`
  private KeyValues(String file, String prefix, Map<String, ? extends @Nullable Object> values) {
    this.file = file;
    this.prefix = prefix;
    this.values = values;
  }

  @Override
  public Set<String> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  @Override
  public Optional<Object> find(String key) {
    Object value = values.get(key);
    return Optional.ofNullable(value instanceof GgufArray array ? array.toJava() : value);
  }

  @Override
  public Optional<String> findString(String key) {
    return find(key, String.class, "a string");
  }

  @Override
  public Optional<Long> findLong(String key) {
    return find(key, Long.class, "an integer");
  }

  @Override
  public Optional<Double> findDouble(String key) {
    return find(key, Number.class, "a number").map(Number::doubleValue);
  }

  @Override
  public Optional<Boolean> findBoolean(String key) {
    return find(key, Boolean.class, "a bool");
  }

  @Override
  public Optional<List<String>> findStrings(String key) {
    return find(key).map(value -> isEmptyArray(value) ? List.of() : strings(key, value));
  }

  @Override
  public Optional<int[]> findInts(String key) {
    return find(key).map(value -> isEmptyArray(value) ? new int[0] : ints(key, value));
  }

  @Override
  public Optional<float[]> findFloats(String key) {
    return find(key).map(value -> isEmptyArray(value) ? new float[0] : floats(key, value));
  }

  @Override
  @SuppressWarnings("unchecked") // maps come from JSON, where every key is a string
  public Optional<Metadata> findObject(String key) {
    return find(key, Map.class, "an object")
        .map(
            map ->
                new KeyValues(
                    file, prefix + key + '.', (Map<String, ? extends @Nullable Object>) map));
  }

  @Override
  public String string(String key) {
    return require(key, this::findString);
  }

  @Override
  public long integer(String key) {
    return require(key, this::findLong);
  }

  @Override
  public int intValue(String key) {
    long value = integer(key);
    if ((int) value != value) {
      throw wrong(key, "an integer of 32 bits");
    }
    return (int) value;
  }

  @Override
  public double number(String key) {
    return require(key, this::findDouble);
  }

  private <T> Optional<T> find(String key, Class<T> type, String wanted) {
    return find(key).map(value -> cast(key, value, type, wanted));
  }

  private <T> T cast(String key, @Nullable Object value, Class<T> type, String wanted) {
    if (!type.isInstance(value)) {
      throw wrong(key, wanted);
    }
    return type.cast(value);
  }

  private <T> T require(String key, Function<String, Optional<T>> find) {
    return find.apply(key)
        .orElseThrow(() -> new FormatException(file + ": key " + path(key) + " is missing"));
  }

  private List<String> strings(String key, Object value) {
    List<?> list = cast(key, value, List.class, "an array of strings");
    List<String> strings = new ArrayList<>(list.size());
    for (Object element : list) {
      strings.add(cast(key, element, String.class, "an array of strings"));
    }
    return Collections.unmodifiableList(strings);
  }

  private int[] ints(String key, Object value) {
    return switch (value) {
      case int[] ints -> ints;
      case long[] longs -> Arrays.stream(longs).mapToInt(each -> toInt(key, each)).toArray();
      case List<?> list -> list.stream().mapToInt(each -> toInt(key, each)).toArray();
      default -> throw wrong(key, "an array of integers");
    };
  }

  private int toInt(String key, @Nullable Object element) {
    long number = cast(key, element, Long.class, "an array of integers");
    if ((int) number != number) {
      throw wrong(key, "an array of integers of 32 bits");
    }
    return (int) number;
  }

  private float[] floats(String key, Object value) {
    return switch (value) {
      case float[] floats -> floats;
      case double[] doubles -> floats(doubles.length, i -> doubles[i]);
      case int[] ints -> floats(ints.length, i -> ints[i]);
      case long[] longs -> floats(longs.length, i -> longs[i]);
      case List<?> list -> floats(list.size(), i -> toDouble(key, list.get(i)));
      default -> throw wrong(key, "an array of numbers");
    };
  }

  private static float[] floats(int length, IntToDoubleFunction element) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) element.applyAsDouble(i);
    }
    return values;
  }

  private double toDouble(String key, @Nullable Object element) {
    return cast(key, element, Number.class, "an array of numbers").doubleValue();
  }

  /// Writers give empty arrays any element type.
  private static boolean isEmptyArray(Object value) {
    return value instanceof List<?> list
        ? list.isEmpty()
        : value.getClass().isArray() && java.lang.reflect.Array.getLength(value) == 0;
  }

  private FormatException wrong(String key, String wanted) {
    return new FormatException(
        file + ": key " + path(key) + " is " + describe(values.get(key)) + ", want " + wanted);
  }

  private String path(String key) {
    return Quoted.name(prefix + key);
  }

  private static String describe(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> "the string \"" + Quoted.cut(text) + '"';
      case Map<?, ?> _ -> "an object";
      case GgufArray array -> "an array of " + array.length() + " " + array.type();
      case List<?> list -> "an array of " + list.size();
      default -> value.toString();
    };
  }
}
