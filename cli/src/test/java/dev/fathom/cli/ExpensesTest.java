package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.Stage.Outcome;
import dev.fathom.cli.Stage.Scene;
import dev.fathom.meter.Money;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What answers took and cost, on the command line.
class ExpensesTest {
  @TempDir Path folder;

  private Outcome run(Locale locale, String script, String... arguments) {
    return new Scene(
            script.getBytes(StandardCharsets.UTF_8),
            locale,
            Set.of(),
            Map.of("XDG_CONFIG_HOME", folder.toString()))
        .run(arguments);
  }

  private void configure(String text) throws IOException {
    Files.createDirectories(folder.resolve("fathom"));
    Files.writeString(folder.resolve("fathom/config.toml"), text);
  }

  @Test
  void tellsWhatAConversationCostSoFar() throws IOException {
    configure("[tariff]\nper-kwh = 0.4\ngrid = \"FR\"\n[energy]\nbandwidth = 100\n");
    String script = "What is 3 + 4?\n/regen\n/cost\n";
    String said = run(Locale.ENGLISH, script, "chat", "--temp", "0", "--hide-thinking").err();
    assertThat(said)
        .containsPattern("answers +2: ")
        .containsPattern("energy +[0-9.]+ m?J \\((estimated|measured)\\): .+")
        .containsPattern("CO2 +[0-9.]+ [nµm]?g \\(56 g per kWh: FR; .+2023\\)")
        .containsPattern("cost +0\\.0000[0-9]+ EUR")
        .containsPattern("share +[0-9.]+ % of the speed of memory")
        .containsPattern("DeepSeek-R1 .+USD for the same tokens, at the prices of 2025-02");
    String german = run(Locale.GERMAN, script, "chat", "--temp", "0", "--hide-thinking").err();
    assertThat(german).containsPattern("Energie +[0-9,]+ m?J \\((geschätzt|gemessen)\\)");
    assertThat(german).containsPattern("Kosten +0,0000[0-9]+ EUR");
  }

  @Test
  void asksForAPriceWhereItKnowsNone() {
    String said = run(Locale.ENGLISH, "/cost\n", "chat").err();
    assertThat(said).containsPattern("answers +0").contains("'[tariff] per-kwh'");
  }

  @Test
  void obeysTheConfigurationInAskAndInfo() throws IOException {
    configure("[energy]\nsensors = \"none\"\nwatts-per-core = 9.5\n");
    Outcome ask = run(Locale.ENGLISH, "", "ask", "--json", "--temp", "0", "What is 3 + 4?");
    JsonNode receipt = JsonMapper.shared().readTree(ask.out()).get("receipt");
    assertThat(receipt.get("energy_detail").asString())
        .isEqualTo("9.50 W per busy core (configured)");
    assertThat(receipt.get("energy_joules").asDouble() / receipt.get("cpu_seconds").asDouble())
        .isBetween(9.49, 9.51);
    assertThat(run(Locale.ENGLISH, "", "info").out())
        .containsPattern("energy +estimated: 9.50 W per busy core.*switched off");
    configure("[tariff]\ngrid = \"Mars\"\n");
    Outcome wrong = run(Locale.ENGLISH, "", "ask", "What is 3 + 4?");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.errLines()).singleElement().asString().contains("tariff.grid");
  }

  @Test
  void benchTellsJoulesPerToken() {
    Outcome bench =
        run(
            Locale.ENGLISH,
            "",
            "bench",
            "--json",
            "-p",
            "32",
            "-n",
            "8",
            "-r",
            "2",
            "--warmup",
            "0");
    for (JsonNode row : JsonMapper.shared().readTree(bench.out())) {
      assertThat(row.get("joules_per_token").asDouble()).isPositive();
      assertThat(row.get("energy_source").asString()).isIn("estimated", "measured");
      assertThat(row.get("energy_detail").asString()).isNotBlank();
    }
  }

  @Test
  void writesSmallAmountsWithTwoDigits() {
    assertThat(Quantities.money(new Money(0.00001234, "EUR"), Locale.ENGLISH))
        .isEqualTo("0.000012 EUR");
    assertThat(Quantities.money(new Money(12.345, "EUR"), Locale.GERMAN)).isEqualTo("12,35 EUR");
    assertThat(Quantities.money(new Money(0, "EUR"), Locale.ENGLISH)).isEqualTo("0.00 EUR");
    assertThat(Quantities.metric(0.0123, "J", Locale.ENGLISH)).isEqualTo("12.3 mJ");
    assertThat(Quantities.metric(1234, "J", Locale.ENGLISH)).isEqualTo("1.23 kJ");
    assertThat(Quantities.metric(0, "J", Locale.ENGLISH)).isEqualTo("0 J");
    assertThat(Quantities.metric(2.5, "g", Locale.GERMAN)).isEqualTo("2,50 g");
  }
}
