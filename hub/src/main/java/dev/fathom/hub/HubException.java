package dev.fathom.hub;

import java.util.List;
import java.util.Locale;

/// Why a model could not be had, in one line: what was wanted, what was found, what to do.
public final class HubException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What went wrong. The pattern is English; other languages find theirs by {@link #key()}.
  public enum Kind {
    NAME("'%s' is no model's name: want owner/name[:file-or-quant][@revision], a path or a URL"),
    SHORT_NAME("'%s' is not one of the short names; want owner/name, or one of %s"),
    REVISION("'%s' is no revision's name: want a branch, a tag or a commit"),
    PATH("%s: '%s' is not the path of a file in a repository"),
    URL("'%s' is a plain URL, which proves nothing; add #sha256= and the file's 64 hex digits"),
    NO_REPOSITORY("%s: no such repository at %s, or it is private; if it is yours, set HF_TOKEN"),
    NO_REVISION("%s: has no revision '%s'"),
    NO_FILE("%s: has no file or quantisation '%s'; there are %s"),
    GATED("%s: is gated; accept its licence at %s, then set HF_TOKEN to a token of yours"),
    NOT_ACCEPTED("%s: is gated, and this token's owner may not read it; accept its licence at %s"),
    BAD_TOKEN("%s: the token in HF_TOKEN (or its file) is not accepted by %s"),
    OFFLINE("%s: is not in the cache %s, and HF_HUB_OFFLINE forbids to fetch it"),
    NOT_PULLED("%s: is not here; try 'fathom pull %s'"),
    NO_SPACE("%s: needs %,d bytes on the disk of %s, which has %,d; see 'fathom du'"),
    DISK_FULL("%s: the disk is full; what was fetched is kept, make room and pull again"),
    DISK("%s: cannot be written: %s"),
    UNREACHABLE("%s: gave up after %d attempts: %s"),
    REFUSED("%s: was answered with status %d"),
    REDIRECT("%s: is redirected %s"),
    CHECKSUM("%s: has checksum %s, wanted %s; nothing of it was kept"),
    CHANGED("%s: changed %d times while it was fetched"),
    LISTING("%s: the hub's answer is no listing: %s"),
    PICKLE("%s: such a file can run code; Fathom takes safetensors and GGUF only"),
    NOT_MODEL("%s: has no safetensors or GGUF file; there are %s"),
    MISSING_SHARD("%s: shard %s is missing"),
    MIXED_SHARDS("%s: %s and %s belong to different sets of shards"),
    BUNDLE("%s: %s");

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
