package dev.fathom.text;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Finds added tokens in a text: the leftmost, and of those that begin there the longest. A tree of
/// characters; complete before it is shared, read only from then on.
final class TokenFinder {
  private final BitSet beginnings = new BitSet();
  private char[] letters = new char[64];
  private int[] firstChild = new int[64];
  private int[] nextSibling = new int[64];
  private int[] depths = new int[64];
  private @Nullable AddedToken[] ends = new AddedToken[64];
  private int size = 1;

  /// Adds `token`, to be found as `content`; of equal contents the first added is found.
  void add(String content, AddedToken token) {
    if (content.isEmpty()) {
      return;
    }
    beginnings.set(content.charAt(0));
    int at = 0;
    for (int i = 0; i < content.length(); i++) {
      int child = child(at, content.charAt(i));
      at = child > 0 ? child : grow(at, content.charAt(i));
    }
    if (ends[at] == null) {
      ends[at] = token;
    }
  }

  boolean isEmpty() {
    return size == 1;
  }

  /// Where in `text`, from `from` on, the next token begins, or -1.
  int find(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (beginnings.get(text.charAt(i)) && longest(text, i) > 0) {
        return i;
      }
    }
    return -1;
  }

  /// The longest token at `from`, where {@link #find} found one.
  AddedToken at(String text, int from) {
    return Objects.requireNonNull(ends[longest(text, from)], "no token begins here");
  }

  /// Where the longest token at `from` ends.
  int endOf(String text, int from) {
    return from + depths[longest(text, from)];
  }

  private int longest(String text, int from) {
    int at = 0;
    int longest = 0;
    for (int i = from; i < text.length(); i++) {
      at = child(at, text.charAt(i));
      if (at == 0) {
        break;
      }
      longest = ends[at] == null ? longest : at;
    }
    return longest;
  }

  private int child(int parent, char letter) {
    int child = firstChild[parent];
    while (child > 0 && letters[child] != letter) {
      child = nextSibling[child];
    }
    return child;
  }

  private int grow(int parent, char letter) {
    if (size == letters.length) {
      letters = Arrays.copyOf(letters, 2 * size);
      firstChild = Arrays.copyOf(firstChild, 2 * size);
      nextSibling = Arrays.copyOf(nextSibling, 2 * size);
      depths = Arrays.copyOf(depths, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
    }
    letters[size] = letter;
    depths[size] = depths[parent] + 1;
    nextSibling[size] = firstChild[parent];
    firstChild[parent] = size;
    return size++;
  }
}
