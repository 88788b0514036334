package dev.fathom.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The tokens of a sequence, prompt and answer, and what of them lies in the cache. Confined to the
/// engine's loop, but for {@link #cachedTokens}.
final class Footprint {
  private static final int[] NO_PAGES = {};

  private final int promptTokens;
  private final PageKey root;
  private final List<PageKey> keys = new ArrayList<>();
  private int[] tokens;
  private int length;
  private int stored;
  private int reached;
  private int settled;
  private int[] pageTable = NO_PAGES;
  // written before the first token is delivered and read after, so the queue orders it
  private int cachedTokens;

  /// @param tenant whose prefixes it may share
  Footprint(int[] prompt, String tenant) {
    promptTokens = prompt.length;
    root = PageKey.root(tenant);
    tokens = prompt;
    length = prompt.length;
  }

  /// Where its tenant's chains begin.
  PageKey root() {
    return root;
  }

  /// Tokens so far.
  int length() {
    return length;
  }

  int promptTokens() {
    return promptTokens;
  }

  /// Adds a drawn token.
  void append(int id) {
    if (length == tokens.length) {
      // a copy: the prompt belongs to the request
      tokens = Arrays.copyOf(tokens, length + Math.max(64, length / 2));
    }
    tokens[length++] = id;
  }

  /// The last token.
  int last() {
    return tokens[length - 1];
  }

  /// The next tokens as `lookup` guesses them, `room` at most.
  int[] guess(PromptLookup lookup, int room) {
    return lookup.guess(tokens, length, room);
  }

  /// Tokens whose keys and values lie in the cache; the position of the next token.
  int stored() {
    return stored;
  }

  /// Tokens that must go through the model before the next can be drawn, at least one.
  int pending() {
    return Math.max(1, length - stored);
  }

  /// Whether more than the token drawn last must go through the model: the prompt, or after the
  /// pages were taken away the answer too.
  boolean prefilling() {
    return stored < Math.max(promptTokens, length - 1);
  }

  void copyPending(int count, int[] to, int offset) {
    System.arraycopy(tokens, stored, to, offset, count);
  }

  /// Takes note that `count` tokens went through the model.
  void advance(int count) {
    stored += count;
    reached = Math.max(reached, stored);
  }

  /// Takes note that the tokens before `position` lie in the cache already, from others.
  void skipTo(int position) {
    cachedTokens += Math.max(0, Math.min(position, promptTokens) - Math.max(stored, reached));
    advance(position - stored);
  }

  /// Tokens of the prompt that were not computed again.
  int cachedTokens() {
    return cachedTokens;
  }

  int[] pageTable() {
    return pageTable;
  }

  /// Adds pages after those it has.
  void add(int[] pages) {
    int held = pageTable.length;
    pageTable = Arrays.copyOf(pageTable, held + pages.length);
    System.arraycopy(pages, 0, pageTable, held, pages.length);
  }

  /// Gives up all pages and starts from the first token again: whoever calls this returns them to
  /// the cache.
  int[] surrender() {
    int[] pages = pageTable;
    pageTable = NO_PAGES;
    stored = 0;
    settled = 0;
    return pages;
  }

  /// Full pages that were told to the index as complete.
  int settled() {
    return settled;
  }

  void settled(int pages) {
    settled = pages;
  }

  /// What the full page `page` holds.
  PrefixIndex.Content content(int page, int pageTokens) {
    int from = page * pageTokens;
    while (keys.size() <= page) {
      int at = keys.size() * pageTokens;
      keys.add(before(keys.size()).next(tokens, at, pageTokens));
    }
    return new PrefixIndex.Content(
        root, keys.get(page), before(page), Arrays.copyOfRange(tokens, from, from + pageTokens));
  }

  /// The full pages `first .. first + count` as a file.
  PrefixFile file(int first, int count, int pageTokens) {
    PageKey last = content(first + count - 1, pageTokens).key();
    int[] ids = Arrays.copyOfRange(tokens, first * pageTokens, (first + count) * pageTokens);
    return new PrefixFile(pageTokens, first, root, last, ids);
  }

  private PageKey before(int page) {
    return page == 0 ? root : keys.get(page - 1);
  }
}
