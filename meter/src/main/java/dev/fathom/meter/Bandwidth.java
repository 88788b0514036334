package dev.fathom.meter;

import java.time.Duration;

/// How fast this machine's memory can be read.
public record Bandwidth(double bytesPerSecond) {
  public Bandwidth {
    if (!(bytesPerSecond > 0 && bytesPerSecond < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a bandwidth is more than 0 bytes a second, got " + bytesPerSecond);
    }
  }

  public static Bandwidth ofGigabytes(double perSecond) {
    return new Bandwidth(perSecond * 1e9);
  }

  /// The share of it that reading `bytes` in `time` takes; 0 where there was no time.
  public double share(ByteCount bytes, Duration time) {
    double seconds = Quantity.seconds(time);
    return seconds == 0 ? 0 : bytes.value() / seconds / bytesPerSecond;
  }
}
