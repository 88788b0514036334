package dev.fathom.plan;

/// What becomes of a resource when a unit of a product needs less of it and costs less: demand is
/// `Q1/Q0 = (P1/P0)^-elasticity`, the resource in all `R1/R0 = u1/u0 * Q1/Q0`. Above an elasticity
/// of 1, with prices that follow, more of it is used than before (Jevons, 1865).
///
/// @param resource of a unit, new over old
/// @param price of a unit, new over old
/// @param elasticity of demand by price, as a positive number; no trustworthy figure for tokens is
///   published
public record Jevons(double resource, double price, double elasticity) {
  public Jevons {
    Amount.positive("the resource of a unit, new over old", resource);
    Amount.positive("the price of a unit, new over old", price);
    if (!(elasticity >= 0 && elasticity <= 10)) {
      throw new IllegalArgumentException("--elasticity must be from 0 to 10, got " + elasticity);
    }
  }

  /// Units asked for, new over old.
  public double demand() {
    return Amount.require("the demand", Math.pow(price, -elasticity));
  }

  /// The resource in all, new over old.
  public double total() {
    return Amount.require("the resource in all", resource * demand());
  }

  /// The share of the saving that new demand eats up; above 1 it backfires. NaN where nothing was
  /// saved to begin with.
  public double rebound() {
    return 1 - (1 - total()) / (1 - resource);
  }

  /// The elasticity from which on more is used than before.
  public double breakEven() {
    return Math.log(resource) / Math.log(price);
  }
}
