package dev.fathom.meter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A fake `/sys`.
record SensorTree(Path root) {
  SensorTree file(String path, Object content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content + "\n");
    return this;
  }

  /// A zone of RAPL.
  SensorTree zone(String folder, String name, long microjoules, long range) throws IOException {
    file("class/powercap/" + folder + "/name", name);
    file("class/powercap/" + folder + "/max_energy_range_uj", range);
    return energy(folder, microjoules);
  }

  SensorTree energy(String folder, Object microjoules) throws IOException {
    return file("class/powercap/" + folder + "/energy_uj", microjoules);
  }

  /// What cannot be read, whoever asks: a folder in the file's place.
  SensorTree unreadable(String path) throws IOException {
    Files.deleteIfExists(root.resolve(path));
    Files.createDirectories(root.resolve(path));
    return this;
  }

  Sensor sensor() {
    Sensor sensor = Sensors.find(root).sensor();
    if (sensor == null) {
      throw new AssertionError(Sensors.find(root).why());
    }
    return sensor;
  }
}
