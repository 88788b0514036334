package dev.fathom.server;

import dev.fathom.server.Turn.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an answer must look like: `response_format`, and the additions `grammar` and `regex`.
final class ShapeReader {
  private final Fields fields;
  private final Limits limits;

  ShapeReader(Fields fields, Limits limits) {
    this.fields = fields;
    this.limits = limits;
  }

  /// At most one of the three ways may be used.
  Shape shape() {
    List<Shape> shapes = new ArrayList<>();
    Fields format = fields.object("response_format");
    if (format != null) {
      shapes.add(format(format, "json_schema"));
    }
    String grammar = fields.text("grammar");
    if (grammar != null) {
      shapes.add(new Shape.Gbnf(bounded(grammar, "grammar")));
    }
    String regex = fields.text("regex");
    if (regex != null) {
      shapes.add(new Shape.Regex(bounded(regex, "regex")));
    }
    shapes.removeIf(Shape.Free.class::isInstance);
    if (shapes.size() > 1) {
      throw ApiException.bad(
          "response_format", "only one of 'response_format', 'grammar' and 'regex' can be given");
    }
    return shapes.isEmpty() ? new Shape.Free() : shapes.getFirst();
  }

  /// A format object; its schema is in the object `nested`, or in the format itself if that is
  /// null.
  Shape format(Fields format, @Nullable String nested) {
    String type = format.word("type", List.of("text", "json_object", "json_schema"));
    if (type == null) {
      throw ApiException.bad(format.path("type"), "'" + format.path("type") + "' is missing");
    }
    return switch (type) {
      case "json_object" -> new Shape.JsonObject();
      case "json_schema" -> schema(nested == null ? format : format.requiredObject(nested));
      default -> new Shape.Free();
    };
  }

  private Shape schema(Fields holder) {
    Fields schema = holder.object("schema");
    String text = schema == null ? "{}" : Json.text(schema.node());
    return new Shape.JsonSchema(bounded(text, holder.path("schema")));
  }

  private String bounded(String source, String path) {
    if (source.length() > limits.schemaBytes()) {
      throw ApiException.bad(
          path,
          String.format(
              Locale.ROOT,
              "'%s' has %,d characters; at most %,d are taken",
              path,
              source.length(),
              limits.schemaBytes()));
    }
    return source;
  }
}
