package dev.fathom.cli;

import java.io.PrintStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// JSON on standard output, one value a line, written piece by piece.
final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private Json() {}

  /// Writes what to a generator.
  @FunctionalInterface
  interface Writing {
    void to(JsonGenerator json);
  }

  /// One value and a line break.
  static void line(PrintStream out, Writing writing) {
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      writing.to(json);
    }
    out.print('\n');
  }

  /// A number property to a thousandth: more digits are noise in a measurement.
  static void measured(JsonGenerator json, String name, double value) {
    json.writeNumberProperty(name, Math.round(value * 1000) / 1000.0);
  }
}
