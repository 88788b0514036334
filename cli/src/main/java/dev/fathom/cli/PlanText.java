package dev.fathom.cli;

import dev.fathom.plan.Report;
import java.util.ArrayList;
import java.util.List;

/// A plan for a terminal.
final class PlanText {
  private final Report report;
  private final PlanFigures figures;

  PlanText(Report report, Texts texts) {
    this.report = report;
    figures = new PlanFigures(texts);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (Report.Part part : report.parts()) {
      switch (part) {
        case Report.Figures some -> {
          heading(text, some.key());
          text.append(Table.facts(some.figures().stream().map(this::fact).toList()));
        }
        case Report.Rows rows -> {
          heading(text, rows.key());
          text.append(Table.markdown(cells(rows), 1));
        }
        case Report.Chart _ -> {} // for the page
      }
    }
    report.notes().forEach(note -> text.append('\n').append(figures.note(note)).append('\n'));
    return text.toString();
  }

  private void heading(StringBuilder text, String key) {
    if (!key.isEmpty()) {
      text.append('\n').append(figures.heading(key)).append("\n\n");
    }
  }

  private List<String> fact(Report.Figure figure) {
    String value = figures.value(figure.value());
    Double published = figure.published();
    return List.of(
        figures.label(figure.key()),
        published == null
            ? value
            : value + "  " + figures.published(((Number) figure.value()).doubleValue(), published));
  }

  private List<List<String>> cells(Report.Rows rows) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(rows.columns().stream().map(figures::label).toList());
    for (var row : rows.rows()) {
      List<String> line = new ArrayList<>();
      row.forEach(cell -> line.add(figures.value(cell)));
      cells.add(line);
    }
    return cells;
  }
}
