package dev.fathom.grammar;

/// Where one reading of a text stands: a state, and below it the states at which the calling rules
/// go on. Immutable.
final class Place {
  /// Below the outermost rule.
  static final Place BOTTOM = new Place();

  private final int state;
  private final Place below;
  private final int depth;
  private final int hash;

  private Place() {
    this.state = -1;
    this.below = this;
    this.depth = 0;
    this.hash = 1;
  }

  Place(int state, Place below) {
    this.state = state;
    this.below = below;
    this.depth = below.depth + 1;
    this.hash = (31 * below.hash + state) * 0x9E3779B1;
  }

  int state() {
    return state;
  }

  Place below() {
    return below;
  }

  boolean isBottom() {
    return depth == 0;
  }

  /// The number of states from the bottom.
  int depth() {
    return depth;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Place place) || hash != place.hash || depth != place.depth) {
      return false;
    }
    Place a = this;
    Place b = place;
    while (a != b) {
      if (a.state != b.state) {
        return false;
      }
      a = a.below;
      b = b.below;
    }
    return true;
  }
}
