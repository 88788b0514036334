package dev.fathom.grammar;

import java.util.Arrays;

/// Finds the tokens that can be taken from a position, by walking a trie and the automaton
/// together: a subtree whose beginning cannot be taken is skipped. One a mask.
final class TokenWalk {
  // places looked at; more would take seconds
  private static final long MAX_WORK = 10_000_000;

  private final Positions positions;
  private final long[] bits;
  private int[] exits = new int[16];
  private int exitCount;
  private long work;

  /// @param bits where the bits of tokens found are set
  TokenWalk(Positions positions, long[] bits) {
    this.positions = positions;
    this.bits = bits;
  }

  /// All tokens of `trie` from `start`.
  void tokens(TokenTrie trie, Position start) {
    walk(trie, 0, start, false);
  }

  /// The rest of those tokens of `trie` that begin with `node`, from `start`.
  void rest(TokenTrie trie, int node, Position start) {
    walk(trie, node, start, false);
  }

  /// All tokens of `trie` from `start`; returns the nodes with children at which the text could be
  /// complete.
  int[] tokensAndExits(TokenTrie trie, Position start) {
    exitCount = 0;
    walk(trie, 0, start, true);
    return Arrays.copyOf(exits, exitCount);
  }

  /// Those tokens of `trie` of which every byte belongs to a mark.
  void marks(TokenTrie trie, Position start) {
    Position[] path = new Position[trie.depth() + 1];
    path[0] = start;
    int node = 1;
    while (node < trie.end(0)) {
      int depth = trie.depth(node);
      path[depth] = spend(positions.nextOfMark(path[depth - 1], trie.lastByte(node)));
      if (path[depth] == Position.NOWHERE) {
        node = trie.end(node);
      } else {
        add(trie, node++);
      }
    }
  }

  private void walk(TokenTrie trie, int root, Position start, boolean noting) {
    int base = trie.depth(root);
    Position[] path = new Position[trie.depth() + 1 - base];
    path[0] = start;
    int node = root + 1;
    int end = trie.end(root);
    while (node < end) {
      int depth = trie.depth(node) - base;
      Position from = path[depth - 1];
      int b = trie.lastByte(node);
      Position known = positions.known(from, b);
      Position to = known == null ? spend(positions.find(from, b)) : known;
      if (to == Position.NOWHERE) {
        node = trie.end(node);
        continue;
      }
      path[depth] = to;
      if (noting && to.complete && !trie.isLeaf(node)) {
        note(node);
      }
      add(trie, node++);
    }
  }

  private void add(TokenTrie trie, int node) {
    int end = trie.firstToken(node + 1);
    for (int place = trie.firstToken(node); place < end; place++) {
      int id = trie.id(place);
      bits[id >> 6] |= 1L << id;
    }
  }

  private void note(int node) {
    if (exitCount == exits.length) {
      exits = Arrays.copyOf(exits, 2 * exitCount);
    }
    exits[exitCount++] = node;
  }

  private Position spend(Position found) {
    work += found.work;
    if (work > MAX_WORK) {
      throw new GrammarException(
          "the next token takes too long to find: the text can be read in too many ways by this"
              + " grammar; make it less ambiguous");
    }
    return found;
  }
}
