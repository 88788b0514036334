package dev.fathom.model;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// The memory of this machine or container, and whether something fits.
public final class Memory {
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final List<Path> LIMITS =
      List.of(
          Path.of("/sys/fs/cgroup/memory.max"),
          Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));

  private Memory() {}

  /// Bytes this process may use in the best case: physical memory, or the container's limit.
  public static long total() {
    long physical = meminfo("MemTotal:").orElseGet(() -> machine().getTotalMemorySize());
    return Math.min(physical, containerLimit());
  }

  /// Bytes that can be had now without swapping, as well as the system tells.
  public static long available() {
    return Math.min(meminfo("MemAvailable:").orElse(total()), total());
  }

  /// Throws unless `bytes` are available now.
  static void requireAvailable(String what, long bytes) {
    require(what, bytes, "available", available());
  }

  /// Throws unless `bytes` are within physical memory; `-Dfathom.allowOversized=true` lets them
  /// pass.
  static void requirePhysical(String what, long bytes) {
    if (!Boolean.getBoolean("fathom.allowOversized")) {
      require(what, bytes, "in this machine", total());
    }
  }

  /// Throws unless `bytes` are at most `limit`.
  static void require(String what, long bytes, String where, long limit) {
    if (bytes > limit) {
      throw new ModelException(
          "%s needs %,d bytes of memory, but %,d are %s".formatted(what, bytes, limit, where));
    }
  }

  private static OperatingSystemMXBean machine() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  private static OptionalLong meminfo(String key) {
    try {
      for (String line : Files.readAllLines(MEMINFO)) {
        if (line.startsWith(key)) {
          String kibibytes = line.substring(key.length()).replace("kB", "").strip();
          return OptionalLong.of(Long.parseLong(kibibytes) * 1024);
        }
      }
    } catch (IOException | NumberFormatException notLinux) {
      return OptionalLong.empty();
    }
    return OptionalLong.empty();
  }

  private static long containerLimit() {
    return LIMITS.stream().mapToLong(Memory::limit).min().orElse(Long.MAX_VALUE);
  }

  /// The number in a control group's file; none where the file is absent or says `max`.
  private static long limit(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException | NumberFormatException noLimit) {
      return Long.MAX_VALUE;
    }
  }
}
