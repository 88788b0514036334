package dev.fathom.server;

import dev.fathom.engine.EngineOptions;
import dev.fathom.engine.Fathom;
import dev.fathom.engine.FathomOptions;
import dev.fathom.engine.ModelSheet;
import dev.fathom.meter.MeterOptions;
import dev.fathom.meter.Tariff;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Everything a server is told, from one file, the environment over it, the command line over both;
/// each value knows where it comes from.
public final class Settings {
  /// The model that ships with Fathom, where a path is expected.
  private static final String EMBEDDED = "embedded";

  private static final String EMBEDDED_ID = "r1-mini";

  /// Where prefixes are kept; {@link #NONE} for nowhere.
  private static final String PREFIXES = "engine.prefix-folder";

  /// Where the chats of the page are kept; {@link #NONE} for nowhere.
  private static final String CHATS = "chats.file";

  /// Where the totals of keys and days are kept; {@link #NONE} for nowhere.
  private static final String TOTALS = "energy.totals";

  private static final String NONE = "none";

  private final Map<String, Entry> entries;

  /// One value.
  ///
  /// @param origin `default`, the file's path, the variable's name, or the option's
  public record Entry(String key, String value, String origin) {}

  private Settings(Map<String, Entry> entries) {
    this.entries = entries;
  }

  /// Reads them; throws {@link IllegalArgumentException} with one line that names place, key, found
  /// and wanted.
  ///
  /// @param file null for none
  /// @param flags what the command line says, by key
  public static Settings of(
      @Nullable Path file, Map<String, String> environment, Map<String, String> flags) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    Map<String, String> inFile = file == null ? Map.of() : SettingsFile.read(file);
    for (Setting setting : Setting.ALL) {
      String key = setting.key();
      Entry entry = new Entry(key, standard(setting, environment), "default");
      if (inFile.containsKey(key)) {
        entry = new Entry(key, inFile.get(key), String.valueOf(file));
      }
      if (environment.containsKey(setting.variable())) {
        entry = new Entry(key, environment.get(setting.variable()), setting.variable());
      }
      if (flags.containsKey(key)) {
        entry = new Entry(key, flags.get(key), "command line");
      }
      setting.check(entry.value, entry.origin);
      entries.put(key, entry);
    }
    return new Settings(entries);
  }

  /// Where the file lies if nobody says so: `$XDG_CONFIG_HOME/fathom/config.toml`.
  public static Path usualFile(Map<String, String> environment) {
    return folder(environment).resolve("config.toml");
  }

  /// The folder of Fathom's own files.
  public static Path folder(Map<String, String> environment) {
    return folder(environment, "XDG_CONFIG_HOME", ".config");
  }

  private static Path folder(Map<String, String> environment, String variable, String usual) {
    String told = environment.getOrDefault(variable, "");
    String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
    Path base = told.isEmpty() ? Path.of(home, usual) : Path.of(told);
    return base.resolve("fathom");
  }

  private static String standard(Setting setting, Map<String, String> environment) {
    return switch (setting.key()) {
      case PREFIXES ->
          folder(environment, "XDG_CACHE_HOME", ".cache").resolve("prefixes").toString();
      case CHATS ->
          folder(environment, "XDG_DATA_HOME", ".local/share").resolve("chats.db").toString();
      case TOTALS ->
          folder(environment, "XDG_STATE_HOME", ".local/state").resolve("usage.json").toString();
      default -> setting.standard();
    };
  }

  /// All values, secrets hidden.
  public List<Entry> entries() {
    List<Entry> shown = new ArrayList<>();
    for (Setting setting : Setting.ALL) {
      Entry entry = entry(setting.key());
      boolean hidden = setting.kind() == Setting.Kind.SECRET && !entry.value.isEmpty();
      shown.add(hidden ? new Entry(entry.key, "(hidden)", entry.origin) : entry);
    }
    return shown;
  }

  private Entry entry(String key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      throw new IllegalArgumentException("there is no setting '" + key + "'");
    }
    return entry;
  }

  /// The value of `key`, empty for none.
  public String text(String key) {
    return entry(key).value;
  }

  private @Nullable Path path(String key) {
    String text = text(key);
    return text.isEmpty() ? null : Path.of(text);
  }

  private int whole(String key) {
    Entry entry = entry(key);
    long value = Long.parseLong(entry.value);
    if (value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s: '%s' may be %d at most, got %s"
              .formatted(entry.origin, key, Integer.MAX_VALUE, entry.value));
    }
    return (int) value;
  }

  private Duration seconds(String key) {
    return Duration.ofMillis(Math.round(Double.parseDouble(text(key)) * 1000));
  }

  private Set<String> list(String key) {
    return Set.copyOf(split(text(key)));
  }

  private static List<String> split(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s*,\\s*"));
  }

  /// How the server is set up; reads the keys.
  public ServerConfig server() {
    ServerConfig.Address address =
        new ServerConfig.Address(
            text("server.host"), whole("server.port"), whole("server.connections"), tls());
    Path keys = path("server.api-keys");
    return new ServerConfig(
        address,
        list("server.hosts"),
        list("server.origins"),
        keys == null ? null : KeyFile.read(keys),
        limits(),
        patience(),
        stated(CHATS),
        new AccountTerms(tariff(), stated(TOTALS)));
  }

  /// What energy costs; reads the price lists.
  public Tariff tariff() {
    return new MeterSettings(this::text).tariff();
  }

  /// How energy is metered.
  public MeterOptions meter() {
    return new MeterSettings(this::text).meter();
  }

  /// A path, null where it is {@link #NONE}.
  private @Nullable Path stated(String key) {
    Path path = path(key);
    return path == null || path.toString().equals(NONE) ? null : path;
  }

  private ServerConfig.@Nullable Tls tls() {
    Path certificate = path("tls.certificate");
    return certificate == null
        ? null
        : new ServerConfig.Tls(certificate, path("tls.key"), text("tls.password"));
  }

  private Limits limits() {
    return new Limits(
        whole("limits.body-bytes"),
        whole("limits.file-bytes"),
        whole("limits.header-bytes"),
        whole("limits.depth"),
        whole("limits.messages"),
        whole("limits.tools"),
        whole("limits.choices"),
        whole("limits.stops"),
        whole("limits.schema-bytes"),
        whole("limits.inputs"),
        whole("limits.max-tokens"));
  }

  private Patience patience() {
    return new Patience(
        seconds("patience.request"),
        seconds("patience.reader"),
        seconds("patience.idle"),
        seconds("patience.answer"),
        seconds("patience.shutdown"),
        seconds("patience.silence"));
  }

  /// How models are opened.
  ///
  /// @param base whose cache type is kept: numbers' types are not this room's business
  public FathomOptions options(FathomOptions base) {
    int cacheTokens = whole("engine.cache-tokens");
    return new FathomOptions(
        text("engine.kernels"),
        whole("engine.threads"),
        whole("engine.context"),
        cacheTokens > 0 ? cacheTokens : FathomOptions.SEVERAL,
        base.cacheType(),
        base.chunkTokens(),
        new EngineOptions.Sequences(whole("engine.running"), whole("engine.waiting")),
        prefixes(),
        whole("engine.draft-tokens"),
        meter());
  }

  private EngineOptions.Prefixes prefixes() {
    Path folder = stated(PREFIXES);
    return folder == null
        ? EngineOptions.Prefixes.NONE
        : new EngineOptions.Prefixes(folder, Long.parseLong(text("engine.prefix-bytes")));
  }

  /// The models' paths by name; none means the one that ships with Fathom.
  public Map<String, Path> paths() {
    Map<String, Path> paths = new LinkedHashMap<>();
    for (String part : split(text("models"))) {
      int equals = part.indexOf('=');
      String path = part.substring(equals + 1).strip();
      String name = equals > 0 ? part.substring(0, equals).strip() : name(path);
      if (name.isEmpty() || path.isEmpty() || paths.containsKey(name)) {
        throw new IllegalArgumentException(
            "%s: 'models' must be different names with paths, got '%s'"
                .formatted(entry("models").origin, part));
      }
      paths.put(name, Path.of(path));
    }
    return paths;
  }

  private static String name(String path) {
    Path file = Path.of(path).getFileName();
    String name = path.equals(EMBEDDED) || file == null ? EMBEDDED_ID : file.toString();
    return name.replaceAll("\\.(gguf|safetensors)$", "");
  }

  /// The models, none of them loaded yet.
  public ModelShelf models(FathomOptions options) {
    Map<String, Supplier<Fathom>> openers = new LinkedHashMap<>();
    Map<String, Supplier<ModelSheet>> sheets = new LinkedHashMap<>();
    Map<String, Path> paths = paths();
    if (paths.isEmpty()) {
      paths.put(EMBEDDED_ID, Path.of(EMBEDDED));
    }
    paths.forEach(
        (name, path) -> {
          openers.put(name, () -> open(path, options));
          sheets.put(name, () -> describe(path, options));
        });
    ModelShelf.Catalogue catalogue = new ModelShelf.Catalogue(sheets, options);
    return new ModelShelf(openers, catalogue, seconds("engine.idle"));
  }

  private static Fathom open(Path path, FathomOptions options) {
    return path.toString().equals(EMBEDDED) ? Fathom.embedded(options) : Fathom.open(path, options);
  }

  private static ModelSheet describe(Path path, FathomOptions options) {
    return path.toString().equals(EMBEDDED)
        ? Fathom.describeEmbedded(options)
        : Fathom.describe(path, options);
  }
}
