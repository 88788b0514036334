package dev.fathom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.engine.EngineOptions;
import dev.fathom.engine.FathomOptions;
import dev.fathom.meter.Bandwidth;
import dev.fathom.meter.Grid;
import dev.fathom.meter.Hardware;
import dev.fathom.meter.MeterOptions;
import dev.fathom.meter.Money;
import dev.fathom.meter.PriceList;
import dev.fathom.meter.Tariff;
import dev.fathom.meter.Watts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One file, the environment over it, the command line over both.
class SettingsTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("config.toml"), text);
  }

  private static Settings.Entry entry(Settings settings, String key) {
    return settings.entries().stream().filter(e -> e.key().equals(key)).findFirst().orElseThrow();
  }

  @Test
  void knowsWhereEachValueComesFrom() throws IOException {
    Path file =
        file(
            """
            [models]
            big = "/models/big.gguf"
            small = "/models/small.gguf"
            [server]
            port = 1
            host = "localhost"
            hosts = ["a.lan", "b.lan"]
            [tls]
            password = "secret"
            [patience]
            reader = 2.5
            """);
    Settings settings =
        Settings.of(
            file,
            Map.of("FATHOM_SERVER_PORT", "2", "FATHOM_LIMITS_MAX_TOKENS", "7", "HOME", "/x"),
            Map.of("server.port", "3"));
    assertThat(entry(settings, "server.port"))
        .isEqualTo(new Settings.Entry("server.port", "3", "command line"));
    assertThat(entry(settings, "limits.max-tokens").origin()).isEqualTo("FATHOM_LIMITS_MAX_TOKENS");
    assertThat(entry(settings, "server.host").origin()).isEqualTo(file.toString());
    assertThat(entry(settings, "limits.depth").origin()).isEqualTo("default");
    assertThat(entry(settings, "tls.password").value()).isEqualTo("(hidden)");
    assertThat(settings.paths().keySet()).containsExactly("big", "small");
    ServerConfig config = settings.server();
    assertThat(config.address().port()).isEqualTo(3);
    assertThat(config.hosts()).containsExactlyInAnyOrder("a.lan", "b.lan");
    assertThat(config.patience().reader().toMillis()).isEqualTo(2500);
    assertThat(config.limits().maxTokens()).isEqualTo(7);
  }

  @Test
  void standsForTheDefaultsOfTheServer() {
    ServerConfig config = Settings.of(null, Map.of(), Map.of()).server();
    assertThat(config.withChats(null).withAccounts(AccountTerms.DEFAULTS))
        .isEqualTo(ServerConfig.DEFAULTS);
    assertThat(config.accounts().tariff()).isEqualTo(AccountTerms.DEFAULTS.tariff());
  }

  @Test
  void keepsChatsInTheDataFolderUnlessToldNotTo() {
    Map<String, String> home = Map.of("HOME", "/x");
    assertThat(Settings.of(null, home, Map.of()).server().chats())
        .isEqualTo(Path.of("/x/.local/share/fathom/chats.db"));
    Map<String, String> data = Map.of("HOME", "/x", "XDG_DATA_HOME", "/data");
    assertThat(Settings.of(null, data, Map.of()).server().chats())
        .isEqualTo(Path.of("/data/fathom/chats.db"));
    Map<String, String> none = Map.of("chats.file", "none");
    assertThat(Settings.of(null, home, none).server().chats()).isNull();
  }

  @Test
  void keepsPrefixesInTheCacheFolderUnlessToldNotTo() {
    Map<String, String> home = Map.of("HOME", "/x");
    Path usual =
        Settings.of(null, home, Map.of()).options(FathomOptions.DEFAULTS).prefixes().folder();
    assertThat(usual).isEqualTo(Path.of("/x/.cache/fathom/prefixes"));
    Map<String, String> none = Map.of("engine.prefix-folder", "none");
    assertThat(Settings.of(null, home, none).options(FathomOptions.DEFAULTS).prefixes())
        .isEqualTo(EngineOptions.Prefixes.NONE);
  }

  @Test
  void readsWhatEnergyCosts() throws IOException {
    Path file =
        file(
            """
            [tariff]
            per-kwh = 0.32
            grid = "DE"
            hardware-price = 3000
            hardware-years = 4
            hardware-hours = 8
            [energy]
            sensors = "none"
            watts-per-core = 4.5
            idle-watts = 11
            bandwidth = 40
            """);
    Settings settings = Settings.of(file, Map.of("HOME", "/x"), Map.of());
    Money price = new Money(0.32, "EUR");
    Hardware hardware = new Hardware(new Money(3000, "EUR"), 4, 8);
    assertThat(settings.tariff())
        .isEqualTo(new Tariff(price, hardware, Grid.of("DE"), PriceList.builtIn()));
    MeterOptions meter =
        new MeterOptions(null, new Watts(4.5), new Watts(11), Bandwidth.ofGigabytes(40));
    assertThat(settings.meter()).isEqualTo(meter);
    assertThat(settings.options(FathomOptions.DEFAULTS).meter()).isEqualTo(meter);
    assertThat(settings.server().accounts().totals())
        .isEqualTo(Path.of("/x/.local/state/fathom/usage.json"));
    assertThat(Settings.of(null, Map.of(), Map.of()).meter()).isEqualTo(MeterOptions.DEFAULTS);
    refuses("tariff.grid", "Mars", "'tariff.grid': a grid is one of world, DE, FR, US, CN");
    refuses("tariff.per-kwh", "-1", "'tariff.per-kwh' must be a number, 0 or more, got '-1'");
    refuses("tariff.prices", "/nonexistent", "/nonexistent: cannot be read");
    refuses("energy.bandwidth", "0", "'energy.bandwidth': a bandwidth is more than 0");
  }

  private static void refuses(String key, String value, String words) {
    assertThatThrownBy(
            () -> {
              Settings settings = Settings.of(null, Map.of(), Map.of(key, value));
              settings.tariff();
              settings.meter();
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void namesWhatIsWrongAndWhere() throws IOException {
    Path unknown = file("[server]\nprot = 1\n");
    assertThatThrownBy(() -> Settings.of(unknown, Map.of(), Map.of()))
        .hasMessageContaining("config.toml: there is no setting 'server.prot'");
    assertThatThrownBy(() -> Settings.of(null, Map.of("FATHOM_SERVER_PORT", "x"), Map.of()))
        .hasMessage("FATHOM_SERVER_PORT: 'server.port' must be a whole number, 0 or more, got 'x'");
    Path broken = file("[server\n");
    assertThatThrownBy(() -> Settings.of(broken, Map.of(), Map.of()))
        .hasMessageContaining("config.toml: line 1");
    assertThatThrownBy(() -> Settings.of(null, Map.of(), Map.of("server.host", "0.0.0.0")).server())
        .hasMessageContaining("--api-keys");
    assertThatThrownBy(() -> Settings.of(null, Map.of(), Map.of("models", "a=x,a=y")).paths())
        .hasMessageContaining("different names");
  }

  @Test
  void makesKeysThatItKeepsOnlyTheHashOf() throws IOException {
    Path keys = folder.resolve("keys.toml");
    String anna = KeyFile.add(keys, "anna");
    String ben = KeyFile.add(keys, "ben");
    assertThat(Files.readString(keys)).doesNotContain(anna).doesNotContain(ben);
    KeyRing ring = new KeyRing(KeyFile.read(keys).stream().map(KeyHolder::new).toList());
    try (KeyRing.Use use = ring.use(ben, true)) {
      assertThat(use.caller().name()).isEqualTo("ben");
    }
    assertThatThrownBy(() -> ring.use("fathom-" + "0".repeat(64), true))
        .isInstanceOf(ApiException.class);
    assertThatThrownBy(() -> KeyFile.add(keys, "anna")).hasMessageContaining("already");
    assertThatThrownBy(() -> KeyFile.add(keys, "a\"b")).hasMessageContaining("letters");
    Files.writeString(keys, "[[key]]\nname = \"x\"\nsha256 = \"12\"\n");
    assertThatThrownBy(() -> KeyFile.read(keys)).hasMessageContaining("keys.toml: the key 'x'");
  }
}
