package dev.fathom.text;

import org.jspecify.annotations.Nullable;

/// The filters, with the names of their parameters; `?` marks one that may be left out.
enum JinjaFilter {
  ABS,
  ATTR("name"),
  BATCH("linecount", "fill_with?"),
  CAPITALIZE,
  CENTER("width?"),
  DEFAULT("default_value?", "boolean?"),
  DICTSORT("case_sensitive?", "by?", "reverse?"),
  ESCAPE,
  FIRST,
  FLOAT("default?"),
  FORMAT,
  FROM_JSON,
  GROUPBY("attribute", "default?", "case_sensitive?"),
  INDENT("width?", "first?", "blank?"),
  INT("default?", "base?"),
  ITEMS,
  JOIN("d?", "attribute?"),
  LAST,
  LENGTH,
  LIST,
  LOWER,
  MAP,
  MAX("case_sensitive?", "attribute?"),
  MIN("case_sensitive?", "attribute?"),
  REJECT,
  REJECTATTR,
  REPLACE("old", "new", "count?"),
  REVERSE,
  ROUND("precision?", "method?"),
  SAFE,
  SELECT,
  SELECTATTR,
  SORT("reverse?", "case_sensitive?", "attribute?"),
  STRING,
  SUM("attribute?", "start?"),
  TITLE,
  TOJSON("ensure_ascii?", "indent?", "separators?", "sort_keys?"),
  TRIM("chars?"),
  TRUNCATE("length?", "killwords?", "end?", "leeway?"),
  UNIQUE("case_sensitive?", "attribute?"),
  UPPER,
  WORDCOUNT;

  @SuppressWarnings("ImmutableEnumChecker") // only copies are handed out
  private final String[] parameters;

  JinjaFilter(String... parameters) {
    this.parameters = parameters;
  }

  String[] parameters() {
    return parameters.clone();
  }

  /// As templates write it.
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /// The filter that templates call `name`, or null.
  static @Nullable JinjaFilter named(String name) {
    return switch (name) {
      case "abs" -> ABS;
      case "attr" -> ATTR;
      case "batch" -> BATCH;
      case "capitalize" -> CAPITALIZE;
      case "center" -> CENTER;
      case "default", "d" -> DEFAULT;
      case "dictsort" -> DICTSORT;
      case "escape", "e", "forceescape" -> ESCAPE;
      case "first" -> FIRST;
      case "float" -> FLOAT;
      case "format" -> FORMAT;
      case "from_json" -> FROM_JSON;
      case "groupby" -> GROUPBY;
      case "indent" -> INDENT;
      case "int" -> INT;
      case "items" -> ITEMS;
      case "join" -> JOIN;
      case "last" -> LAST;
      case "length", "count" -> LENGTH;
      case "list" -> LIST;
      case "lower" -> LOWER;
      case "map" -> MAP;
      case "max" -> MAX;
      case "min" -> MIN;
      default -> namedFromR(name);
    };
  }

  private static @Nullable JinjaFilter namedFromR(String name) {
    return switch (name) {
      case "reject" -> REJECT;
      case "rejectattr" -> REJECTATTR;
      case "replace" -> REPLACE;
      case "reverse" -> REVERSE;
      case "round" -> ROUND;
      case "safe" -> SAFE;
      case "select" -> SELECT;
      case "selectattr" -> SELECTATTR;
      case "sort" -> SORT;
      case "string" -> STRING;
      case "sum" -> SUM;
      case "title" -> TITLE;
      case "tojson" -> TOJSON;
      case "trim" -> TRIM;
      case "truncate" -> TRUNCATE;
      case "unique" -> UNIQUE;
      case "upper" -> UPPER;
      case "wordcount" -> WORDCOUNT;
      default -> null;
    };
  }
}
