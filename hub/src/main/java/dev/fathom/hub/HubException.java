package dev.fathom.hub;

import java.util.List;
import java.util.Locale;

/// Why a model could not be had, in one line: what was wanted, what was found.
public final class HubException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What went wrong. The pattern is English; other languages find theirs by {@link #key()}.
  public enum Kind {
    NAME(
        "'%s' is not the name of a model: want owner/name[:file-or-quant][@revision], a path or a URL");

    private final String pattern;

    Kind(String pattern) {
      this.pattern = pattern;
    }

    /// `name` or `no-revision`: the last part of a text's key.
    public String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Kind kind;
  private final transient List<Object> values;

  private HubException(Kind kind, List<Object> values) {
    super(String.format(Locale.ROOT, kind.pattern, values.toArray()));
    this.kind = kind;
    this.values = values;
  }

  static HubException of(Kind kind, Object... values) {
    return new HubException(kind, List.of(values));
  }

  public Kind kind() {
    return kind;
  }

  /// What fills the pattern.
  public List<Object> values() {
    return values;
  }
}
