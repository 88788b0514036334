package dev.fathom.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A plan's results, for whoever shows them: figures with plain keys that carry their unit, tables
/// and charts. Figures of section "" are the plan's own.
///
/// @param name of the plan, such as `train`
/// @param notes keys of the texts that say what was assumed
public record Report(String name, List<Part> parts, List<String> notes) {
  public Report {
    parts = List.copyOf(parts);
    notes = List.copyOf(notes);
  }

  /// A piece of it.
  public sealed interface Part {
    /// Its name, unique in the report.
    String key();
  }

  /// One value.
  ///
  /// @param value a text, a number or a truth
  /// @param published what was published of it, or null
  public record Figure(String key, Object value, @Nullable Double published) {}

  public record Figures(String key, List<Figure> figures) implements Part {
    public Figures {
      figures = List.copyOf(figures);
    }
  }

  /// Rows of texts, numbers and empty places (null).
  public record Rows(String key, List<String> columns, List<List<@Nullable Object>> rows)
      implements Part {
    public Rows {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /// Something drawn.
  ///
  /// @param bars whether amounts of named things are compared; lines over numbers otherwise
  /// @param logarithmic whether the upright axis is
  public record Chart(
      String key, boolean bars, boolean logarithmic, String x, String y, List<Series> series)
      implements Part {
    public Chart {
      series = List.copyOf(series);
    }
  }

  /// Points of one line, or the bars of one colour.
  public record Series(String name, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  public record Point(String label, double x, double y) {}

  /// The figure `key` of the section `section`.
  public Figure figure(String section, String key) {
    for (Part part : parts) {
      if (part instanceof Figures some && some.key().equals(section)) {
        for (Figure figure : some.figures()) {
          if (figure.key().equals(key)) {
            return figure;
          }
        }
      }
    }
    throw new IllegalArgumentException("no figure " + section + "/" + key);
  }

  /// The number of it.
  public double number(String section, String key) {
    return ((Number) figure(section, key).value()).doubleValue();
  }

  /// Collects a report.
  public static final class Writer {
    private final String name;
    private final List<Part> parts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private List<Figure> open = new ArrayList<>();
    private String section = "";

    public Writer(String name) {
      this.name = name;
    }

    /// Figures from here on belong to `key`.
    public Writer section(String key) {
      close();
      section = key;
      return this;
    }

    public Writer put(String key, Object value) {
      open.add(new Figure(key, value, null));
      return this;
    }

    /// A figure beside which the published one is shown, if there is one.
    public Writer beside(String key, double value, @Nullable Double published) {
      open.add(new Figure(key, value, published));
      return this;
    }

    public Writer rows(String key, List<String> columns, List<List<@Nullable Object>> rows) {
      close();
      parts.add(new Rows(key, columns, rows));
      return this;
    }

    public Writer chart(Chart chart) {
      close();
      parts.add(chart);
      return this;
    }

    public Writer note(String key) {
      notes.add(key);
      return this;
    }

    private void close() {
      if (!open.isEmpty()) {
        parts.add(new Figures(section, open));
      }
      open = new ArrayList<>();
      section = "";
    }

    public Report done() {
      close();
      return new Report(name, parts, Collections.unmodifiableList(notes));
    }
  }
}
