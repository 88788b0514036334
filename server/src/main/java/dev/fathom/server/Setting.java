package dev.fathom.server;

import java.util.List;
import java.util.Locale;

/// One thing that can be configured.
///
/// @param key in the file, `table.name`
/// @param standard what holds where nobody says otherwise; empty for nothing
record Setting(String key, Kind kind, String standard) {
  /// What a value must be.
  enum Kind {
    TEXT,
    /// Kept from `fathom config show`.
    SECRET,
    /// A whole number, 0 or more.
    WHOLE,
    /// A number, 0 or more.
    SECONDS,
    /// A number, 0 or more, or nothing.
    NUMBER,
    /// Texts, parted by commas outside the file.
    LIST,
    /// `name = path`; outside the file `name=path` or `path`, parted by commas.
    MODELS
  }

  /// All of them, in the order in which they are shown.
  static final List<Setting> ALL =
      List.of(
          new Setting("models", Kind.MODELS, ""),
          new Setting("server.host", Kind.TEXT, "127.0.0.1"),
          new Setting("server.port", Kind.WHOLE, "8080"),
          new Setting("server.hosts", Kind.LIST, ""),
          new Setting("server.origins", Kind.LIST, ""),
          new Setting("server.api-keys", Kind.TEXT, ""),
          new Setting("server.connections", Kind.WHOLE, "4096"),
          new Setting("tls.certificate", Kind.TEXT, ""),
          new Setting("tls.key", Kind.TEXT, ""),
          new Setting("tls.password", Kind.SECRET, ""),
          new Setting("engine.context", Kind.WHOLE, "0"),
          new Setting("engine.cache-tokens", Kind.WHOLE, "0"),
          new Setting("engine.cache", Kind.TEXT, "f16"),
          new Setting("engine.threads", Kind.WHOLE, "0"),
          new Setting("engine.kernels", Kind.TEXT, "auto"),
          new Setting("engine.running", Kind.WHOLE, "64"),
          new Setting("engine.waiting", Kind.WHOLE, "1024"),
          new Setting("engine.draft-tokens", Kind.WHOLE, "0"),
          new Setting("engine.prefix-folder", Kind.TEXT, ""),
          new Setting("engine.prefix-bytes", Kind.WHOLE, "4294967296"),
          new Setting("engine.idle", Kind.SECONDS, "0"),
          new Setting("chats.file", Kind.TEXT, ""),
          new Setting("tariff.per-kwh", Kind.NUMBER, ""),
          new Setting("tariff.currency", Kind.TEXT, "EUR"),
          new Setting("tariff.grid", Kind.TEXT, "world"),
          new Setting("tariff.hardware-price", Kind.NUMBER, ""),
          new Setting("tariff.hardware-years", Kind.NUMBER, "5"),
          new Setting("tariff.hardware-hours", Kind.NUMBER, "24"),
          new Setting("tariff.prices", Kind.TEXT, ""),
          new Setting("energy.sensors", Kind.TEXT, "/sys"),
          new Setting("energy.watts-per-core", Kind.NUMBER, ""),
          new Setting("energy.idle-watts", Kind.NUMBER, ""),
          new Setting("energy.bandwidth", Kind.NUMBER, ""),
          new Setting("energy.totals", Kind.TEXT, ""),
          new Setting("limits.body-bytes", Kind.WHOLE, "4194304"),
          new Setting("limits.file-bytes", Kind.WHOLE, "33554432"),
          new Setting("limits.header-bytes", Kind.WHOLE, "16384"),
          new Setting("limits.depth", Kind.WHOLE, "64"),
          new Setting("limits.messages", Kind.WHOLE, "4096"),
          new Setting("limits.tools", Kind.WHOLE, "128"),
          new Setting("limits.choices", Kind.WHOLE, "8"),
          new Setting("limits.stops", Kind.WHOLE, "16"),
          new Setting("limits.schema-bytes", Kind.WHOLE, "65536"),
          new Setting("limits.inputs", Kind.WHOLE, "256"),
          new Setting("limits.max-tokens", Kind.WHOLE, "1048576"),
          new Setting("patience.request", Kind.SECONDS, "30"),
          new Setting("patience.reader", Kind.SECONDS, "30"),
          new Setting("patience.idle", Kind.SECONDS, "120"),
          new Setting("patience.answer", Kind.SECONDS, "3600"),
          new Setting("patience.shutdown", Kind.SECONDS, "30"),
          new Setting("patience.silence", Kind.SECONDS, "10"));

  /// `FATHOM_SERVER_PORT` for `server.port`.
  String variable() {
    return "FATHOM_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /// Throws unless `value`, found at `origin`, is of this kind.
  void check(String value, String origin) {
    boolean right =
        switch (kind) {
          case TEXT, SECRET, LIST, MODELS -> true;
          case WHOLE -> value.matches("\\d{1,18}");
          case NUMBER -> value.matches("(\\d{1,9}(\\.\\d{1,9})?)?");
          case SECONDS -> value.matches("\\d{1,9}(\\.\\d{1,9})?");
        };
    if (!right) {
      String wanted =
          switch (kind) {
            case WHOLE -> "a whole number, 0 or more";
            case NUMBER -> "a number, 0 or more";
            default -> "a number of seconds";
          };
      throw new IllegalArgumentException(
          "%s: '%s' must be %s, got '%s'".formatted(origin, key, wanted, value));
    }
  }
}
