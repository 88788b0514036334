package dev.fathom.meter;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How a meter is set up; what is null is found out, or remains unknown.
///
/// @param sensors the root of the kernel's files about devices, `/sys`; null to use no sensor
/// @param perCore what a busy core takes, above idle, for estimates; null for the built-in table
/// @param idle what the machine takes without work; null to measure it while there is none
/// @param bandwidth how fast memory is read; null where nobody has measured it
public record MeterOptions(
    @Nullable Path sensors,
    @Nullable Watts perCore,
    @Nullable Watts idle,
    @Nullable Bandwidth bandwidth) {
  /// The machine's own sensors, and the built-in table.
  public static final MeterOptions DEFAULTS = new MeterOptions(Path.of("/sys"), null, null, null);
}
