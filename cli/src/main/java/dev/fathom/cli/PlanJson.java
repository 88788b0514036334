package dev.fathom.cli;

import dev.fathom.plan.Report;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// A plan for programs: plain keys with their units; what was published under `published`.
final class PlanJson {
  private static final MathContext DIGITS = new MathContext(9);

  private PlanJson() {}

  static void write(JsonGenerator out, Report report, Texts texts) {
    PlanFigures words = new PlanFigures(texts);
    out.writeStartObject();
    out.writeStringProperty("plan", report.name());
    for (Report.Part part : report.parts()) {
      switch (part) {
        case Report.Figures some -> figures(out, some);
        case Report.Rows rows -> rows(out, rows);
        case Report.Chart _ -> {} // drawn from figures that are here already
      }
    }
    out.writeArrayPropertyStart("notes");
    report.notes().forEach(note -> out.writeString(words.note(note)));
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void figures(JsonGenerator out, Report.Figures some) {
    boolean nested = !some.key().isEmpty();
    if (nested) {
      out.writeObjectPropertyStart(some.key());
    }
    for (Report.Figure figure : some.figures()) {
      out.writeName(figure.key());
      value(out, figure.value());
    }
    if (some.figures().stream().anyMatch(figure -> figure.published() != null)) {
      out.writeObjectPropertyStart("published");
      for (Report.Figure figure : some.figures()) {
        if (figure.published() != null) {
          out.writeName(figure.key());
          value(out, figure.published());
        }
      }
      out.writeEndObject();
    }
    if (nested) {
      out.writeEndObject();
    }
  }

  private static void rows(JsonGenerator out, Report.Rows rows) {
    out.writeArrayPropertyStart(rows.key());
    for (var row : rows.rows()) {
      out.writeStartObject();
      for (int i = 0; i < row.size(); i++) {
        out.writeName(rows.columns().get(i));
        value(out, row.get(i));
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void value(JsonGenerator out, @Nullable Object value) {
    switch (value) {
      case null -> out.writeNull();
      case Boolean truth -> out.writeBoolean(truth);
      case Number number -> number(out, number.doubleValue());
      default -> out.writeString(value.toString());
    }
  }

  private static void number(JsonGenerator out, double value) {
    if (value == Math.rint(value) && Math.abs(value) < 0x1p53) {
      out.writeNumber((long) value);
    } else if (Math.abs(value) < 0x1p53 && Math.abs(value) > 1e-9) {
      out.writeNumber(new BigDecimal(value).round(DIGITS));
    } else {
      out.writeNumber(value);
    }
  }
}
