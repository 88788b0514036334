package dev.fathom.meter;

import java.time.Duration;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// What something took of the machine.
///
/// @param energy its share, the machine's idling not counted where that is known
/// @param cpu time of the threads that compute, its share
/// @param busy time of the passes, its share: what several share counts once over all of them
/// @param flops two for each weight a token met, and attention
/// @param read weights, shared by all tokens of a pass, and its own keys and values
/// @param limit how fast this machine reads memory, or null where nobody has told
public record Effort(
    Energy energy,
    Duration cpu,
    Duration busy,
    Flops flops,
    ByteCount read,
    @Nullable Bandwidth limit) {
  /// Of something that was not metered.
  public static final Effort UNKNOWN =
      new Effort(
          new Energy.Absent("not metered"),
          Duration.ZERO,
          Duration.ZERO,
          Flops.ZERO,
          ByteCount.ZERO,
          null);

  /// Of nothing: what sums begin with.
  public static final Effort NOTHING =
      new Effort(
          new Energy.Measured(Joules.ZERO, "nothing yet"),
          Duration.ZERO,
          Duration.ZERO,
          Flops.ZERO,
          ByteCount.ZERO,
          null);

  /// The share of the memory's speed that it reached while it was at work; absent where that speed
  /// is not known.
  public OptionalDouble limitShare() {
    return limit == null || busy.isZero()
        ? OptionalDouble.empty()
        : OptionalDouble.of(limit.share(read, busy));
  }

  /// Both together.
  public Effort plus(Effort other) {
    return new Effort(
        energy.plus(other.energy),
        cpu.plus(other.cpu),
        busy.plus(other.busy),
        flops.plus(other.flops),
        read.plus(other.read),
        other.limit == null ? limit : other.limit);
  }
}
