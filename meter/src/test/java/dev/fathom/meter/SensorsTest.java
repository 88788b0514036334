package dev.fathom.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensorsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long RANGE = 262_143_328_850L;

  @TempDir Path folder;
  private SensorTree tree;

  @BeforeEach
  void plant() {
    tree = new SensorTree(folder);
  }

  @Test
  void addsPackagesAndMemoryOfAllSocketsAndNothingTwice() throws IOException {
    tree.zone("intel-rapl:0", "package-0", 0, RANGE)
        .zone("intel-rapl:0:0", "core", 0, RANGE)
        .zone("intel-rapl:0:1", "dram", 0, RANGE)
        .zone("intel-rapl:1", "package-1", 0, RANGE)
        .zone("intel-rapl:2", "psys", 0, RANGE)
        .zone("intel-rapl-mmio:0", "package-0", 0, RANGE);
    Sensor sensor = tree.sensor();
    assertThat(sensor.name()).isEqualTo("RAPL package-0 + dram + package-1");
    assertThat(sensor.advance(0)).as("nothing to compare with").isEmpty();
    tree.energy("intel-rapl:0", 30_000_000)
        .energy("intel-rapl:0:0", 25_000_000)
        .energy("intel-rapl:0:1", 2_000_000)
        .energy("intel-rapl:1", 500_000)
        .energy("intel-rapl:2", 90_000_000)
        .energy("intel-rapl-mmio:0", 30_000_000);
    assertThat(sensor.advance(SECOND).orElseThrow()).isEqualTo(32.5, within(1e-9));
  }

  @Test
  void countsOnWhereACounterBeginsAgain() throws IOException {
    tree.zone("intel-rapl:0", "package-0", RANGE - 4_000_000, RANGE);
    Sensor sensor = tree.sensor();
    sensor.advance(0);
    tree.energy("intel-rapl:0", 6_000_000);
    assertThat(sensor.advance(SECOND).orElseThrow()).isEqualTo(10, within(1e-9));
  }

  @Test
  void doesNotBelieveAJump() throws IOException {
    tree.zone("intel-rapl:0", "package-0", 50_000_000_000L, RANGE);
    Sensor sensor = tree.sensor();
    sensor.advance(0);
    tree.energy("intel-rapl:0", 0);
    assertThat(sensor.advance(SECOND)).as("backwards, far from the counter's end").isEmpty();
    tree.energy("intel-rapl:0", 90_000_000_000L);
    assertThat(sensor.advance(2 * SECOND)).as("90 kJ in a second").isEmpty();
    tree.energy("intel-rapl:0", 90_010_000_000L);
    assertThat(sensor.advance(3 * SECOND).orElseThrow()).as("steady again").isEqualTo(10);
  }

  @Test
  void doesNotBelieveACounterThatMayHaveGoneRoundMoreThanOnce() throws IOException {
    tree.zone("intel-rapl:0", "package-0", 0, RANGE);
    Sensor sensor = tree.sensor();
    sensor.advance(0);
    tree.energy("intel-rapl:0", 1_000_000);
    assertThat(sensor.advance(3600 * SECOND)).isEmpty();
  }

  @Test
  void survivesACounterThatDisappears() throws IOException {
    tree.zone("intel-rapl:0", "package-0", 1_000_000, RANGE);
    tree.zone("intel-rapl:0:0", "dram", 1_000_000, RANGE);
    Sensor sensor = tree.sensor();
    sensor.advance(0);
    Files.delete(folder.resolve("class/powercap/intel-rapl:0:0/energy_uj"));
    tree.energy("intel-rapl:0", 2_000_000);
    assertThat(sensor.advance(SECOND)).as("half of it is not what the name promises").isEmpty();
    tree.energy("intel-rapl:0:0", 9_000_000).energy("intel-rapl:0", 3_000_000);
    assertThat(sensor.advance(2 * SECOND)).as("nothing to compare with").isEmpty();
    tree.energy("intel-rapl:0:0", 10_000_000).energy("intel-rapl:0", 5_000_000);
    assertThat(sensor.advance(3 * SECOND).orElseThrow()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rubbish", "-5", "1e9", "99999999999999999999999", "12 34", "\u0000"})
  void takesNoWordForANumber(String text) throws IOException {
    tree.zone("intel-rapl:0", "package-0", 1_000_000, RANGE);
    Sensor sensor = tree.sensor();
    sensor.advance(0);
    tree.energy("intel-rapl:0", text);
    assertThat(sensor.advance(SECOND)).isEmpty();
    Sensors.Search search = Sensors.find(folder);
    assertThat(search.sensor()).isNull();
  }

  @Test
  void saysWhyRaplCannotBeRead() throws IOException {
    tree.zone("intel-rapl:0", "package-0", 1, RANGE);
    tree.unreadable("class/powercap/intel-rapl:0/energy_uj");
    Sensors.Search search = Sensors.find(folder);
    assertThat(search.sensor()).isNull();
    assertThat(search.why()).contains("intel-rapl:0").contains("may not be read");
    assertThat(Sensors.find(folder.resolve("nowhere")).why()).contains("no sensor");
    assertThat(Sensors.find(null).why()).contains("switched off");
  }

  @Test
  void integratesThePowerOfAChip() throws IOException {
    tree.file("class/hwmon/hwmon0/name", "amdgpu")
        .file("class/hwmon/hwmon0/power1_input", 90_000_000)
        .file("class/hwmon/hwmon1/name", "power_meter")
        .file("class/hwmon/hwmon1/power1_average", 100_000_000);
    Sensor sensor = tree.sensor();
    assertThat(sensor.name()).as("a graphics card is none of ours").contains("power_meter");
    sensor.advance(0);
    tree.file("class/hwmon/hwmon1/power1_average", 140_000_000);
    assertThat(sensor.advance(SECOND / 2).orElseThrow()).isEqualTo(60);
    assertThat(sensor.advance(60 * SECOND)).as("too far apart").isEmpty();
  }

  @Test
  void countsTheSocketsOfAChipAndNotItsCores() throws IOException {
    tree.file("class/hwmon/hwmon0/name", "amd_energy")
        .file("class/hwmon/hwmon0/energy1_label", "Ecore000")
        .file("class/hwmon/hwmon0/energy1_input", 1_000_000)
        .file("class/hwmon/hwmon0/energy2_label", "Esocket0")
        .file("class/hwmon/hwmon0/energy2_input", 1_000_000);
    Sensor sensor = tree.sensor();
    sensor.advance(0);
    tree.file("class/hwmon/hwmon0/energy1_input", 5_000_000)
        .file("class/hwmon/hwmon0/energy2_input", 8_000_000);
    assertThat(sensor.advance(SECOND).orElseThrow()).isEqualTo(7);
  }

  @Test
  void readsABatteryOnlyWhileItIsEmptied() throws IOException {
    tree.file("class/power_supply/AC/type", "Mains")
        .file("class/power_supply/BAT0/type", "Battery")
        .file("class/power_supply/BAT0/status", "Discharging")
        .file("class/power_supply/BAT0/voltage_now", 12_000_000)
        .file("class/power_supply/BAT0/current_now", 2_000_000);
    Sensor sensor = tree.sensor();
    assertThat(sensor.name()).contains("battery BAT0");
    sensor.advance(0);
    assertThat(sensor.advance(SECOND).orElseThrow()).isEqualTo(24);
    tree.file("class/power_supply/BAT0/status", "Charging");
    assertThat(sensor.advance(2 * SECOND)).isEmpty();
    assertThat(Sensors.find(folder).sensor()).isNull();
  }
}
