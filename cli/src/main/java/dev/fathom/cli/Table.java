package dev.fathom.cli;

import java.util.List;

/// Rows of cells in columns of equal width.
final class Table {
  private Table() {}

  /// A Markdown table; the first row is the header, the first `left` columns are flush left.
  static String markdown(List<List<String>> rows, int left) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], Math.max(3, row.get(i).length()));
      }
    }
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < rows.size(); line++) {
      for (int i = 0; i < columns; i++) {
        text.append("| ").append(pad(rows.get(line).get(i), widths[i], i < left)).append(' ');
      }
      text.append("|\n");
      if (line == 0) {
        rule(text, widths, left);
      }
    }
    return text.toString();
  }

  private static void rule(StringBuilder text, int[] widths, int left) {
    for (int i = 0; i < widths.length; i++) {
      text.append("| ").append("-".repeat(widths[i] - 1)).append(i < left ? "- " : ": ");
    }
    text.append("|\n");
  }

  /// Two columns, the first as wide as its widest cell.
  static String facts(List<List<String>> rows) {
    int width = rows.stream().mapToInt(row -> row.getFirst().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append(pad(row.get(0), width, true)).append("  ").append(row.get(1)).append('\n');
    }
    return text.toString();
  }

  private static String pad(String cell, int width, boolean left) {
    String gap = " ".repeat(width - cell.length());
    return left ? cell + gap : gap + cell;
  }
}
