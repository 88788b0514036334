package dev.fathom.plan;

/// Water that evaporates in cooling.
public record Water(double litres) {
  public Water {
    Amount.require("an amount of water (L)", litres);
  }
}
