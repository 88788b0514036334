package dev.fathom.engine;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Which page holds, or is about to hold, which content. A page that is named here may stand in
/// several sequences' tables; one of them writes it, the others wait until it is complete. Confined
/// to the engine's loop.
final class PrefixIndex {
  static final int NONE = -1;

  /// The tokens of a full page, and the chain they continue.
  ///
  /// @param root where its tenant's chains begin
  /// @param key its name
  /// @param parent the name of the page before
  record Content(PageKey root, PageKey key, PageKey parent, int[] ids) {
    /// Not the names alone: two contents are the same when their ids are.
    boolean matches(Content other) {
      return key.equals(other.key) && parent.equals(other.parent) && Arrays.equals(ids, other.ids);
    }
  }

  private final Map<PageKey, Integer> named = new HashMap<>();
  private final @Nullable Content[] contents;
  private final @Nullable Object[] writers;
  private final BitSet complete = new BitSet();

  PrefixIndex(int pages) {
    contents = new Content[pages];
    writers = new Object[pages];
  }

  /// The page of `content`, or {@link #NONE}.
  int find(Content content) {
    Integer page = named.get(content.key());
    if (page == null) {
      return NONE;
    }
    Content there = contents[page];
    return there != null && there.matches(content) ? page : NONE;
  }

  /// Says that `page` is to hold `content`; does nothing where another page does or where this one
  /// has a name.
  void name(int page, Content content) {
    if (contents[page] == null && named.putIfAbsent(content.key(), page) == null) {
      contents[page] = content;
    }
  }

  boolean isNamed(int page) {
    return contents[page] != null;
  }

  /// Whether `page` has a name and holds all that the name says.
  boolean isComplete(int page) {
    return complete.get(page);
  }

  /// All rows of `page` are written.
  void complete(int page) {
    if (contents[page] != null) {
      complete.set(page);
      writers[page] = null;
    }
  }

  /// Whether `writer` may write `page`: nobody else does. It is its writer from now on.
  boolean claim(int page, Object writer) {
    Object now = writers[page];
    if (now != null && !now.equals(writer)) {
      return false;
    }
    if (contents[page] != null) {
      writers[page] = writer;
    }
    return true;
  }

  /// `writer` leaves what it has begun to others.
  void unclaim(int[] table, Object writer) {
    for (int page : table) {
      if (writer.equals(writers[page])) {
        writers[page] = null;
      }
    }
  }

  /// The pages that hold, or are about to hold, something of the tenant whose chains begin at
  /// `root`.
  int[] of(PageKey root) {
    return IntStream.range(0, contents.length).filter(page -> isOf(page, root)).toArray();
  }

  private boolean isOf(int page, PageKey root) {
    Content content = contents[page];
    return content != null && content.root().equals(root);
  }

  /// Takes the name from a page.
  void forget(int page) {
    Content content = contents[page];
    if (content != null) {
      named.remove(content.key());
      contents[page] = null;
      writers[page] = null;
      complete.clear(page);
    }
  }
}
