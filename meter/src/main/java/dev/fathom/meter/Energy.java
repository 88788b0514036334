package dev.fathom.meter;

import java.util.Optional;

/// How much energy something took, and how that is known. There is no figure without its source.
public sealed interface Energy {
  /// Read from a sensor of this machine.
  ///
  /// @param sensor which one, and what it counts
  record Measured(Joules amount, String sensor) implements Energy {}

  /// Computed from CPU time.
  ///
  /// @param model how, with its source
  record Estimated(Joules amount, String model) implements Energy {}

  /// Not known.
  ///
  /// @param reason why, in one line
  record Absent(String reason) implements Energy {}

  /// The amount, unless it is absent.
  default Optional<Joules> joules() {
    return switch (this) {
      case Measured(Joules amount, _) -> Optional.of(amount);
      case Estimated(Joules amount, _) -> Optional.of(amount);
      case Absent _ -> Optional.empty();
    };
  }

  /// `measured`, `estimated` or `absent`.
  default String source() {
    return switch (this) {
      case Measured _ -> "measured";
      case Estimated _ -> "estimated";
      case Absent _ -> "absent";
    };
  }

  /// The sensor, the model, or the reason.
  default String detail() {
    return switch (this) {
      case Measured(_, String sensor) -> sensor;
      case Estimated(_, String model) -> model;
      case Absent(String reason) -> reason;
    };
  }

  /// Both together: as sure as the less sure of them, and absent where one is.
  default Energy plus(Energy other) {
    return switch (this) {
      case Absent absent -> absent;
      case Estimated(Joules amount, String model) ->
          other.joules().isEmpty()
              ? other
              : new Estimated(amount.plus(other.joules().get()), model);
      case Measured(Joules amount, _) ->
          switch (other) {
            case Measured(Joules more, String its) -> new Measured(amount.plus(more), its);
            case Estimated(Joules more, String model) -> new Estimated(amount.plus(more), model);
            case Absent absent -> absent;
          };
    };
  }
}
