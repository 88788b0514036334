package dev.fathom.cli;

import dev.fathom.tensor.ElementType;
import java.util.Locale;
import picocli.CommandLine.Option;

/// Of which type the key/value cache is.
final class CacheOption {
  private static final String NAMES = "f16, f32, q8_0";

  @Option(names = "--cache", paramLabel = "f16|f32|q8_0")
  String cache = "f16";

  /// Fails where there is no such type.
  ElementType type() {
    return type(cache, NAMES);
  }

  /// The type `name` of those that a cache can be of; fails, and says `names`, for others.
  static ElementType type(String name, String names) {
    return switch (name) {
      case "f16" -> ElementType.F16;
      case "f32" -> ElementType.F32;
      case "q8_0" -> ElementType.Q8_0;
      default -> throw Failure.ofUsage("usage.range", "--cache", name, names);
    };
  }

  /// What the option calls `type`.
  static String name(ElementType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
