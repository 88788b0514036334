package dev.fathom.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TariffTest {
  private static final Effort KILOWATT_HOUR =
      new Effort(
          new Energy.Estimated(Joules.ofKilowattHours(1), "test"),
          Duration.ofHours(1),
          Duration.ofHours(1),
          new Flops(3e9),
          new ByteCount(4.5e12),
          Bandwidth.ofGigabytes(2.5));

  private static Money euros(double amount) {
    return new Money(amount, "EUR");
  }

  private static PriceList list(String name) {
    return PriceList.builtIn().stream()
        .filter(list -> list.name().contains(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void chargesEnergyAndHardware() {
    Hardware hardware = new Hardware(euros(8766), 1, 24);
    Tariff tariff = new Tariff(euros(0.3), hardware, Grid.of("DE"), List.of());
    assertThat(tariff.cost(KILOWATT_HOUR).orElseThrow().amount()).isEqualTo(1.3, within(1e-9));
    assertThat(tariff.carbon(KILOWATT_HOUR).orElseThrow().grams()).isEqualTo(381, within(1e-9));
    Tariff noHardware = new Tariff(euros(0.3), null, Grid.of("fr"), List.of());
    assertThat(noHardware.cost(KILOWATT_HOUR)).contains(euros(0.3));
    assertThat(noHardware.carbon(KILOWATT_HOUR).orElseThrow().grams()).isEqualTo(56, within(1e-9));
  }

  @Test
  void chargesNothingWhereNothingIsKnown() {
    assertThat(Tariff.DEFAULTS.cost(KILOWATT_HOUR)).isEmpty();
    Tariff tariff = new Tariff(euros(0.3), null, Grid.of("US"), List.of());
    assertThat(tariff.cost(Effort.UNKNOWN)).isEmpty();
    assertThat(tariff.carbon(Effort.UNKNOWN)).isEmpty();
  }

  @Test
  void hasAFigureWithItsYearAndSourceForEveryGrid() {
    assertThat(Grid.builtIn())
        .extracting(Grid::name)
        .containsExactlyInAnyOrder("world", "DE", "FR", "US", "CN");
    assertThat(Grid.builtIn()).allMatch(grid -> grid.source().matches(".+, 20\\d\\d"));
    assertThat(Grid.of("123.5").gramsPerKwh()).isEqualTo(123.5);
    assertThatThrownBy(() -> Grid.of("Atlantis"))
        .hasMessageContaining("world, DE, FR, US, CN")
        .hasMessageContaining("Atlantis");
  }

  /// `reference/deepseek.md`, section 16: the theoretical revenue of DeepSeek's day in February
  /// 2025 at the price list of that time, and how its prices were to those of o1.
  @Test
  void pricesDeepSeeksDayAsPublished() {
    Tokens day = new Tokens(608_000_000_000L, 342_000_000_000L, 168_000_000_000L);
    double revenue = list("DeepSeek-R1").of(day).amount();
    assertThat(revenue).isEqualTo(562_100, within(1.0));
    assertThat(revenue / 562_027 - 1).as("published").isLessThan(0.03);
    Tokens in = new Tokens(1000, 0, 0);
    Tokens out = new Tokens(0, 0, 1000);
    assertThat(list("R1").of(in).amount() / list("o1").of(in).amount())
        .isEqualTo(0.0367, within(5e-5));
    assertThat(list("R1").of(out).amount() / list("o1").of(out).amount())
        .isEqualTo(0.0365, within(5e-5));
  }

  @Test
  void readsPriceListsOfOthers(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("prices.json");
    Files.writeString(
        file,
        """
        {"entries": [{"name": "Ours", "date": "2026-01", "source": "an offer", "currency": "EUR",
          "unit": "EUR per 1000000 tokens", "input": 1, "cached_input": 0, "output": 2}]}
        """);
    PriceList ours = PriceList.read(file).getFirst();
    assertThat(ours.of(new Tokens(1_500_000, 500_000, 1_000_000)).amount())
        .isEqualTo(3, within(1e-9));
    String good = Files.readString(file);
    refuses(file, good.replace("\"input\": 1", "\"input\": -1"), "entry 1: 'input'");
    refuses(file, good.replace("\"input\": 1", "\"input\": \"1\""), "entry 1: 'input'");
    refuses(file, good.replace("EUR per", "EUR for"), "'unit' must be 'EUR per 1000000 tokens'");
    refuses(file, good.replace("EUR", "euros"), "three capital letters");
    refuses(file, "{\"entries\": []}", "a list 'entries'");
    refuses(file, "{\n\"entries\": [", "line ");
    refuses(file, "[1]", "a list 'entries'");
    assertThatThrownBy(() -> PriceList.read(folder.resolve("none"))).hasMessageContaining("none");
  }

  private static void refuses(Path file, String text, String words) throws IOException {
    Files.writeString(file, text);
    assertThatThrownBy(() -> PriceList.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(words);
  }

  @Test
  void tellsAReceiptAsJson() {
    Tariff tariff = new Tariff(euros(0.3), null, Grid.of("FR"), PriceList.builtIn());
    Receipt receipt = new Receipt(KILOWATT_HOUR, new Tokens(1_000_000, 0, 1_000_000), tariff);
    JsonNode json = JsonMapper.shared().readTree(receipt.json());
    assertThat(json.get("energy_joules").asDouble()).isEqualTo(3.6e6);
    assertThat(json.get("energy_source").asString()).isEqualTo("estimated");
    assertThat(json.get("bandwidth_share").asDouble()).isEqualTo(0.5);
    assertThat(json.get("co2_grams").asDouble()).isEqualTo(56);
    assertThat(json.get("grid").get("source").asString()).contains("2023");
    assertThat(json.get("cost").get("amount").asDouble()).isEqualTo(0.3);
    JsonNode r1 = json.get("elsewhere").get(0);
    assertThat(r1.get("amount").asDouble()).isEqualTo(2.74);
    assertThat(r1.get("date").asString()).isEqualTo("2025-02");
    JsonNode unknown =
        JsonMapper.shared().readTree(new Receipt(Effort.UNKNOWN, Tokens.NONE, tariff).json());
    assertThat(unknown.has("energy_joules")).isFalse();
    assertThat(unknown.get("energy_source").asString()).isEqualTo("absent");
  }

  @Test
  void addsOnlyWhatGoesTogether() {
    assertThatThrownBy(() -> euros(1).plus(new Money(1, "USD"))).hasMessageContaining("USD");
    Hardware dollars = new Hardware(new Money(1, "USD"), 1, 1);
    assertThatThrownBy(() -> new Tariff(euros(1), dollars, Grid.of("DE"), List.of()))
        .hasMessageContaining("EUR and USD");
    for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Joules(wrong)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new Watts(wrong)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new Bandwidth(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Hardware(euros(1), 0, 24)).hasMessageContaining("years");
    assertThatThrownBy(() -> new Tokens(1, 2, 0)).hasMessageContaining("cannot be");
  }

  @Test
  void sumsAreAsSureAsTheirLeastSurePart() {
    Energy measured = new Energy.Measured(new Joules(1), "s");
    Energy estimated = new Energy.Estimated(new Joules(2), "m");
    Energy absent = new Energy.Absent("why");
    assertThat(measured.plus(measured)).isEqualTo(new Energy.Measured(new Joules(2), "s"));
    assertThat(measured.plus(estimated)).isEqualTo(new Energy.Estimated(new Joules(3), "m"));
    assertThat(estimated.plus(measured)).isEqualTo(new Energy.Estimated(new Joules(3), "m"));
    assertThat(estimated.plus(absent)).isEqualTo(absent);
    assertThat(absent.plus(measured)).isEqualTo(absent);
  }

  @Test
  void knowsWhatACoreTakes() {
    assertThat(PowerModel.forProcessor("AuthenticAMD/23/49").perCore().value())
        .isEqualTo(1.219, within(1e-9));
    assertThat(PowerModel.forProcessor("").perCore().value()).isEqualTo(2.76, within(1e-9));
    assertThat(PowerModel.of(new Watts(4)).energy(Duration.ofSeconds(3))).isEqualTo(new Joules(12));
    assertThat(PowerModel.processor(Path.of("/nonexistent"))).isEmpty();
    assertThat(PowerModel.of(null).words()).contains("Cloud Carbon Footprint");
  }
}
