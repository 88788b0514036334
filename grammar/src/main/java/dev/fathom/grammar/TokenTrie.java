package dev.fathom.grammar;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Tokens by their bytes, as a tree: node 0 is the empty text, a node's children follow it at once,
/// and each node knows where its subtree ends. Immutable.
final class TokenTrie {
  /// A token and its bytes.
  record Entry(int id, byte[] bytes) {}

  // by node: its last byte, its number of bytes, the first node behind its subtree, and the first
  // of its tokens in `ids`, which has them in the order of the nodes
  private final byte[] bytes;
  private final short[] depths;
  private final int[] ends;
  private final int[] firsts;
  private final int[] ids;
  private final int depth;

  /// @param entries of at least one byte and fewer than 32,768 each
  TokenTrie(List<Entry> entries) {
    List<Entry> sorted =
        entries.stream()
            .sorted(Comparator.comparing(Entry::bytes, Arrays::compareUnsigned))
            .toList();
    Growth growth = new Growth(sorted);
    this.depth = growth.path.length - 1;
    this.bytes = Arrays.copyOf(growth.bytes, growth.nodes);
    this.depths = Arrays.copyOf(growth.depths, growth.nodes);
    this.ends = Arrays.copyOf(growth.ends, growth.nodes);
    this.firsts = Arrays.copyOf(growth.firsts, growth.nodes + 1);
    this.ids = sorted.stream().mapToInt(Entry::id).toArray();
  }

  /// A trie while words are added to it, in their order.
  private static final class Growth {
    final byte[] bytes;
    final short[] depths;
    final int[] ends;
    final int[] firsts;
    int nodes = 1;

    // the nodes of the last word
    final int[] path;
    private int depth;

    Growth(List<Entry> sorted) {
      int most = 1 + sorted.stream().mapToInt(entry -> entry.bytes().length).sum();
      this.bytes = new byte[most];
      this.depths = new short[most];
      this.ends = new int[most];
      this.firsts = new int[most + 1];
      this.path = new int[1 + sorted.stream().mapToInt(e -> e.bytes().length).max().orElse(0)];
      byte[] last = {};
      for (int i = 0; i < sorted.size(); i++) {
        byte[] word = sorted.get(i).bytes();
        int shared = Arrays.mismatch(last, word);
        close(shared < 0 ? word.length : shared);
        open(word, i);
        last = word;
      }
      close(0);
      ends[0] = nodes;
      firsts[nodes] = sorted.size();
    }

    private void close(int keep) {
      while (depth > keep) {
        ends[path[depth--]] = nodes;
      }
    }

    private void open(byte[] word, int place) {
      while (depth < word.length) {
        bytes[nodes] = word[depth];
        depths[nodes] = (short) ++depth;
        firsts[nodes] = place;
        path[depth] = nodes++;
      }
    }
  }

  /// The byte that leads to `node`.
  int lastByte(int node) {
    return bytes[node] & 0xFF;
  }

  int depth(int node) {
    return depths[node];
  }

  /// The first node behind the subtree of `node`.
  int end(int node) {
    return ends[node];
  }

  boolean isLeaf(int node) {
    return ends[node] == node + 1;
  }

  /// The first place in {@link #id} of the tokens that `node` is; they end where the next node's
  /// begin.
  int firstToken(int node) {
    return firsts[node];
  }

  int id(int place) {
    return ids[place];
  }

  /// The number of bytes of the longest token.
  int depth() {
    return depth;
  }
}
