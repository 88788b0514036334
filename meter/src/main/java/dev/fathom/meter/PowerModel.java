package dev.fathom.meter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What work takes by its CPU time, where no sensor tells: a busy logical core takes so much more
/// than one that rests. Memory, mainboard and power supply are left out.
///
/// @param source where the figure comes from
public record PowerModel(Watts perCore, String source) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /// With the figure that was configured, or for this machine's processor by the built-in table.
  public static PowerModel of(@Nullable Watts configured) {
    return configured == null
        ? forProcessor(processor(PROCESSORS))
        : new PowerModel(configured, "configured");
  }

  /// By the built-in table; its last line is for all the others.
  ///
  /// @param processor `vendor/family/model` as the CPU tells them
  static PowerModel forProcessor(String processor) {
    for (DataFile.Entry entry : DataFile.builtIn("power.json").entries()) {
      if (processor.matches(entry.text("processor"))) {
        Watts above = new Watts(entry.number("full_watts") - entry.number("idle_watts"));
        entry.requireUnit("W per logical core");
        return new PowerModel(
            above,
            "%s; %s, %s".formatted(entry.text("name"), entry.text("source"), entry.text("date")));
      }
    }
    throw new IllegalStateException("power.json has no line for every processor");
  }

  /// `vendor/family/model` of the first processor; empty where the file tells nothing.
  static String processor(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return "%s/%s/%s"
          .formatted(field(lines, "vendor_id"), field(lines, "cpu family"), field(lines, "model"));
    } catch (IOException | RuntimeException notLinux) {
      return "";
    }
  }

  private static String field(List<String> lines, String name) {
    return lines.stream()
        .map(line -> line.split("\\s*:\\s*", 2))
        .filter(parts -> parts.length == 2 && parts[0].strip().equals(name))
        .map(parts -> parts[1].strip())
        .findFirst()
        .orElse("");
  }

  /// What `cpu` time takes.
  public Joules energy(Duration cpu) {
    return perCore.over(cpu);
  }

  /// The figure and its source.
  public String words() {
    return String.format(Locale.ROOT, "%.2f W per busy core (%s)", perCore.value(), source);
  }
}
