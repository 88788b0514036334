package dev.fathom.meter;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The sensors of a Linux machine, best first: RAPL's counters of the processors and their memory
/// (`Documentation/power/powercap`), counters and power readings of `hwmon` chips
/// (`Documentation/hwmon/sysfs-interface`), a battery that is being emptied.
public final class Sensors {
  /// RAPL over registers; the same over memory (`intel-rapl-mmio`) would count twice.
  private static final Pattern RAPL = Pattern.compile("intel-rapl:\\d+(:\\d+)?");

  private static final Pattern RAPL_PARTS = Pattern.compile("package-\\d+|dram");

  /// `hwmon` chips that measure processors or the machine; others measure disks, cards, fans.
  private static final Pattern CHIPS =
      Pattern.compile(
          "amd_energy|zenpower|fam15h_power|power_meter|apm_xgene|ibmpowernv|occ.*|ina\\d.*");

  private Sensors() {}

  /// What was found.
  ///
  /// @param sensor the best, or null
  /// @param why there is none, in one line; empty where there is one
  public record Search(@Nullable Sensor sensor, String why) {}

  /// Looks for sensors under `root`, usually `/sys`; null for nowhere.
  public static Search find(@Nullable Path root) {
    if (root == null) {
      return new Search(null, "sensors are switched off");
    }
    Search rapl = rapl(root.resolve("class/powercap"));
    if (rapl.sensor != null) {
      return rapl;
    }
    Optional<Sensor> other =
        hwmon(root.resolve("class/hwmon")).or(() -> battery(root.resolve("class/power_supply")));
    return other.map(sensor -> new Search(sensor, "")).orElse(rapl);
  }

  private static Search rapl(Path folder) {
    List<String> names = new ArrayList<>();
    List<EnergyCounter> counters = new ArrayList<>();
    for (Path zone : list(folder)) {
      String name = file(zone, "name").text().orElse("");
      if (!RAPL.matcher(String.valueOf(zone.getFileName())).matches()
          || !RAPL_PARTS.matcher(name).matches()) {
        continue;
      }
      SensorFile energy = file(zone, "energy_uj");
      if (energy.number().isEmpty()) {
        // half of the machine is not what the name promises
        return new Search(
            null,
            "%s may not be read (it is for root: others could spy with it)"
                .formatted(energy.path()));
      }
      names.add(name);
      counters.add(new EnergyCounter(energy, file(zone, "max_energy_range_uj").number().orElse(0)));
    }
    return counters.isEmpty()
        ? new Search(null, "no sensor: this machine, or its virtual one, shows no RAPL")
        : new Search(new CounterSensor("RAPL " + String.join(" + ", names), counters), "");
  }

  private static Optional<Sensor> hwmon(Path folder) {
    for (Path chip : list(folder)) {
      // some kernels keep the files of the chip one folder deeper
      Path files = Files.exists(chip.resolve("name")) ? chip : chip.resolve("device");
      String name = file(files, "name").text().orElse("");
      if (CHIPS.matcher(name).matches()) {
        Optional<Sensor> sensor = energies(files, name).or(() -> power(files, name));
        if (sensor.isPresent()) {
          return sensor;
        }
      }
    }
    return Optional.empty();
  }

  /// Counters of whole sockets, where they are told apart from cores.
  private static Optional<Sensor> energies(Path chip, String name) {
    List<EnergyCounter> counters = new ArrayList<>();
    for (Path path : list(chip)) {
      String file = String.valueOf(path.getFileName());
      if (file.matches("energy\\d+_input")) {
        String label = file(chip, file.replace("_input", "_label")).text().orElse("socket");
        SensorFile energy = new SensorFile(path);
        if (label.toLowerCase(Locale.ROOT).contains("socket") && energy.number().isPresent()) {
          counters.add(new EnergyCounter(energy, 0));
        }
      }
    }
    return counters.isEmpty()
        ? Optional.empty()
        : Optional.of(new CounterSensor("hwmon " + name, counters));
  }

  private static Optional<Sensor> power(Path chip, String name) {
    for (String input : List.of("power1_input", "power1_average")) {
      SensorFile file = file(chip, input);
      if (file.number().isPresent()) {
        return Optional.of(
            new PowerSensor("hwmon " + name + " " + input, () -> millionths(file.number(), 1)));
      }
    }
    return Optional.empty();
  }

  private static Optional<Sensor> battery(Path folder) {
    for (Path supply : list(folder)) {
      if (file(supply, "type").text().orElse("").equals("Battery") && drain(supply).isPresent()) {
        String name = "battery " + supply.getFileName() + " (the whole machine)";
        return Optional.of(new PowerSensor(name, () -> drain(supply)));
      }
    }
    return Optional.empty();
  }

  /// Watts that leave a battery; nothing unless it is being emptied.
  private static OptionalDouble drain(Path supply) {
    if (!file(supply, "status").text().orElse("").equals("Discharging")) {
      return OptionalDouble.empty();
    }
    OptionalLong power = file(supply, "power_now").number();
    if (power.isPresent()) {
      return millionths(power, 1);
    }
    OptionalLong volts = file(supply, "voltage_now").number();
    return volts.isEmpty()
        ? OptionalDouble.empty()
        : millionths(file(supply, "current_now").number(), volts.getAsLong() / 1e6);
  }

  private static OptionalDouble millionths(OptionalLong value, double factor) {
    return value.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(value.getAsLong() / 1e6 * factor);
  }

  private static SensorFile file(Path folder, String name) {
    return new SensorFile(folder.resolve(name));
  }

  private static List<Path> list(Path folder) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (IOException | DirectoryIteratorException absent) {
      return List.of();
    }
    Collections.sort(entries);
    return entries;
  }
}
