package dev.fathom.plan;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// One entry of a data file: texts and amounts with their units, its source and date.
///
/// @param place file and entry, for people
/// @param fields by key, as they are written
public record Fact(String place, Map<String, String> fields) {
  public Fact {
    fields = Map.copyOf(fields);
  }

  public boolean has(String key) {
    return fields.containsKey(key);
  }

  public String text(String key) {
    String value = fields.get(key);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("%s: '%s' is missing".formatted(place, key));
    }
    return value;
  }

  public Optional<String> find(String key) {
    return Optional.ofNullable(fields.get(key));
  }

  /// The amount of `key`, 0 or more.
  public double amount(String key, Unit unit) {
    return unit.parse(place + ": '" + key + "'", text(key));
  }

  /// The amount of `key`, more than 0.
  public double positive(String key, Unit unit) {
    return unit.parsePositive(place + ": '" + key + "'", text(key));
  }

  /// The amount of `key`, or `otherwise` where it is not said.
  public double amount(String key, Unit unit, double otherwise) {
    return has(key) ? amount(key, unit) : otherwise;
  }

  public int count(String key) {
    return Amount.count(place + ": '" + key + "'", positive(key, Unit.NUMBER));
  }

  /// As {@link #count(String)}, but 0 where it is not said or is 0.
  public int countOrNone(String key) {
    return has(key) && amount(key, Unit.NUMBER) > 0 ? count(key) : 0;
  }

  public double share(String key) {
    return Amount.share(place + ": '" + key + "'", amount(key, Unit.NUMBER));
  }

  /// Refuses keys that nothing reads: a slip of the pen must not change a plan silently.
  Fact allowOnly(Set<String> keys) {
    for (String key : new TreeSet<>(fields.keySet())) {
      if (!keys.contains(key)) {
        throw new IllegalArgumentException(
            "%s: there is no '%s'; known are %s"
                .formatted(place, key, String.join(", ", new TreeSet<>(keys))));
      }
    }
    return this;
  }
}
