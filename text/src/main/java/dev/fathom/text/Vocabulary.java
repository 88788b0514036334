package dev.fathom.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The spellings of the tokens by id, and the ids by spelling. Ids may leave holes. Complete before
/// it is shared, read only from then on.
final class Vocabulary {
  /// Ids above this are refused before anything is allocated for them.
  static final int MOST = 1 << 24;

  private final String file;
  private final long limit;
  private @Nullable String[] spellings;
  private int[] slots = new int[1 << 10];
  private int size;
  private int count;

  /// @param file the file's name, for messages
  /// @param limit ids from this on are refused: a file may leave holes in its ids, but what is
  ///   allocated must not outgrow what it really holds
  Vocabulary(String file, long limit) {
    this.file = file;
    this.limit = Math.min(limit, MOST);
    this.spellings = new String[1 << 10];
    Arrays.fill(slots, -1);
  }

  /// Gives `id` its spelling; neither may have been seen before.
  ///
  /// @param place where the file says so, for messages
  void put(String spelling, long id, String place) {
    if (id < 0 || id >= limit) {
      throw bad(
          place
              + " gives "
              + quoted(spelling)
              + " the id "
              + id
              + ", wanted one from 0 to "
              + (limit - 1));
    }
    int at = (int) id;
    if (at >= spellings.length) {
      spellings = Arrays.copyOf(spellings, Math.max(at + 1, 2 * spellings.length));
    }
    if (spellings[at] != null) {
      throw bad(
          place
              + " gives the id "
              + id
              + " twice, to "
              + quoted(spellings[at])
              + " and "
              + quoted(spelling));
    }
    if (2 * count >= slots.length) {
      grow();
    }
    int slot = slot(spelling);
    if (slots[slot] >= 0) {
      throw bad(place + " has " + quoted(spelling) + " twice, as " + slots[slot] + " and " + id);
    }
    slots[slot] = at;
    spellings[at] = spelling;
    size = Math.max(size, at + 1);
    count++;
  }

  /// Keeps `id` without a spelling: a hole.
  void leave(int id) {
    spellings = id < spellings.length ? spellings : Arrays.copyOf(spellings, 2 * id + 1);
    size = Math.max(size, id + 1);
    count++;
  }

  /// The id of `spelling`, or -1.
  int find(String spelling) {
    return slots[slot(spelling)];
  }

  /// The id of `left` and `right` in one, or -1.
  int find(String left, String right) {
    int hash = left.hashCode();
    for (int i = 0; i < right.length(); i++) {
      hash = 31 * hash + right.charAt(i);
    }
    int length = left.length() + right.length();
    int slot = first(hash);
    while (slots[slot] >= 0) {
      String there = spelling(slots[slot]);
      if (there.length() == length && there.startsWith(left) && there.endsWith(right)) {
        break;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slots[slot];
  }

  /// The spelling of `id`, empty in a hole; throws if `id` is not below {@link #size}.
  String spelling(int id) {
    if (id < 0 || id >= size) {
      throw bad("the id " + id + " is not in the vocabulary, which has " + size + " ids");
    }
    String spelling = spellings[id];
    return spelling == null ? "" : spelling;
  }

  /// One more than the highest id.
  int size() {
    return size;
  }

  /// An error about this file.
  TokenizerException bad(String what) {
    return new TokenizerException(file + ": " + what);
  }

  /// The file's name, for messages.
  String file() {
    return file;
  }

  /// `text` for a message: in quotes, controls escaped, long ones cut.
  static String quoted(@Nullable String text) {
    if (text == null) {
      return "nothing";
    }
    StringBuilder out = new StringBuilder("'");
    text.codePoints()
        .limit(40)
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append(text.length() > 80 ? "...'" : "'").toString();
  }

  private int slot(String spelling) {
    int slot = first(spelling.hashCode());
    while (slots[slot] >= 0 && !spelling.equals(spellings[slots[slot]])) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private int first(int hash) {
    int mixed = hash * 0x9E3779B9;
    return (mixed ^ (mixed >>> 15)) & (slots.length - 1);
  }

  private void grow() {
    int[] old = slots;
    slots = new int[2 * old.length];
    Arrays.fill(slots, -1);
    for (int id : old) {
      if (id >= 0) {
        slots[slot(spelling(id))] = id;
      }
    }
  }
}
