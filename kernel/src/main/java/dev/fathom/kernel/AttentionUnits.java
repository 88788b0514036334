package dev.fathom.kernel;

import dev.fathom.kernel.x86.AttentionTile;

/// How the queries of a call are grouped to units of work: a few tokens by query heads of one key
/// head, as many of them as possible.
final class AttentionUnits {
  /// Queries of a unit, at most: their records and the rows of a tile stay in the second cache.
  private static final int LARGEST = 48;

  private final int tokens;
  private final int sharing;
  private final int unitHeads;
  private final int unitTokens;

  /// Units of the heads that share one key head.
  private final int groupsPerKeyHead;

  private final int groups;

  private AttentionUnits(AttentionCall call, int limit) {
    tokens = call.tokens();
    sharing = call.sharing();
    unitHeads = Math.min(limit, sharing);
    unitTokens = Math.min(tokens, limit / unitHeads);
    groupsPerKeyHead = Math.ceilDiv(sharing, unitHeads);
    groups = call.heads() / sharing * groupsPerKeyHead;
  }

  /// Units so large that every one of `threads` threads gets a few tiles of units, if that can be.
  static AttentionUnits of(AttentionCall call, int threads) {
    int limit = LARGEST;
    AttentionUnits units = new AttentionUnits(call, limit);
    long wanted = threads == 1 ? 1 : 4L * threads;
    long tiles = AttentionCall.tiles(call.length());
    while (limit > AttentionTile.QUERIES && units.count() * tiles < wanted) {
      limit -= AttentionTile.QUERIES;
      units = new AttentionUnits(call, limit);
    }
    return units;
  }

  int count() {
    return Math.multiplyExact(Math.ceilDiv(tokens, unitTokens), groups);
  }

  /// Queries of a unit, at most.
  int queries() {
    return unitTokens * unitHeads;
  }

  /// AttentionUnit `index`; late tokens, which see the most, come first.
  AttentionUnit unit(int index) {
    int firstToken = (Math.ceilDiv(tokens, unitTokens) - 1 - index / groups) * unitTokens;
    int keyHead = index % groups / groupsPerKeyHead;
    int firstOfKey = index % groupsPerKeyHead * unitHeads;
    return new AttentionUnit(
        index,
        firstToken,
        Math.min(unitTokens, tokens - firstToken),
        keyHead,
        keyHead * sharing + firstOfKey,
        Math.min(unitHeads, sharing - firstOfKey));
  }
}
