package dev.fathom.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Decides which tokens go through the model together, and who has pages.
///
/// Waiting sequences are admitted first come, first served, when the pages for their tokens and a
/// bounded stretch of answer are free; what they share with others counts once. An answer that
/// grows beyond takes page by page. Where none is free, the youngest sequence gives its pages up
/// and waits at the head of the queue; later it computes its tokens again, the answer so far among
/// them, which changes no bit of what follows. The oldest is never interrupted, the cache holds at
/// least one sequence of full length, so everybody's turn comes.
///
/// Every pass takes one token of each generating sequence, oldest first, and then tokens of
/// prompts, which take turns by `chunkTokens`, so that a short question does not wait for a long
/// one. While somebody generates, the prompts' part is smaller, so that a stream is never held up
/// for longer than {@link #STREAMING_CHUNK} tokens take. Confined to the engine's loop, but for the
/// counts.
final class Scheduler {
  /// Running sequences where nobody says how many: bounds the activations' memory.
  static final int MAX_RUNNING = 64;

  /// The answer's tokens that a sequence is admitted with.
  static final int AHEAD = 256;

  /// Prompt tokens in a pass while others generate, at least: fewer would read all weights for less
  /// than the arithmetic units can take.
  static final int STREAMING_CHUNK = 64;

  /// Stretches of a prefix that are read from disk in a pass while others generate.
  static final int STREAMING_FETCHES = 2;

  /// Up to so many running sequences guess at tokens.
  static final int GUESSING = 8;

  private static final int[] NOTHING = {};

  private final Pages pages;
  private final Tally tally;
  private final int chunkTokens;
  private final int maxRunning;
  private final int ahead;
  private final Deque<Sequence> waiting = new ArrayDeque<>();
  // oldest first
  private final List<Sequence> running = new ArrayList<>();
  // of the running, those with prompt tokens left, in the order of their turns
  private final Deque<Sequence> turns = new ArrayDeque<>();
  private volatile int runningNow;

  Scheduler(KvCache cache, int chunkTokens) {
    this(new Pages(cache, null), new Tally(), new Limits(chunkTokens, MAX_RUNNING, AHEAD));
  }

  /// @param chunkTokens prompt tokens in a pass at most
  /// @param running sequences at once
  /// @param ahead tokens of answer that a sequence is admitted with, at least 1
  record Limits(int chunkTokens, int running, int ahead) {}

  /// @param tally hears of every sequence that ends
  Scheduler(Pages pages, Tally tally, Limits limits) {
    this.pages = pages;
    this.tally = tally;
    this.chunkTokens = limits.chunkTokens();
    this.maxRunning = limits.running();
    this.ahead = limits.ahead();
  }

  /// Queues a sequence.
  void add(Sequence sequence) {
    waiting.add(sequence);
  }

  /// Sequences with pages; may be read by any thread.
  int running() {
    return runningNow;
  }

  /// The next pass, or nothing if there is no work. Cancelled sequences are dropped before.
  Optional<Pass> next() {
    sweep();
    running.forEach(pages::settle);
    admit();
    List<Pass.Part> parts = new ArrayList<>(running.size());
    decode(parts);
    if (parts.isEmpty()) {
      prefill(parts, chunkTokens, Integer.MAX_VALUE);
    } else {
      prefill(parts, streamingChunk(parts.size()), STREAMING_FETCHES);
    }
    runningNow = running.size();
    return parts.isEmpty() ? Optional.empty() : Optional.of(new Pass(parts));
  }

  /// Takes note that `pass` went through the model in `nanos`.
  void advance(Pass pass, long nanos) {
    for (Pass.Part part : pass.parts()) {
      Sequence sequence = part.sequence();
      boolean prompt = sequence.prefilling();
      sequence.advance(part.count(), nanos);
      if (prompt && (!sequence.prefilling() || sequence.takeTurn(part.count(), chunkTokens))) {
        turns.remove(sequence);
        if (sequence.prefilling()) {
          // the others' turn
          turns.add(sequence);
        }
      }
    }
  }

  /// Ends a sequence, wherever it is: its pages are free, then the caller hears of it. Ending it
  /// again does nothing.
  void retire(Sequence sequence, Delivery end) {
    if (!sequence.over()) {
      pages.free(sequence);
      tally.leave();
      sequence.end(end);
    }
  }

  /// Ends all sequences.
  void retireAll(Delivery end) {
    running.forEach(sequence -> retire(sequence, end));
    waiting.forEach(sequence -> retire(sequence, end));
    sweep();
    runningNow = 0;
  }

  /// Drops all that is kept of the tenant whose chains begin at `root`; what runs goes on, and
  /// leaves nothing behind.
  void forget(PageKey root) {
    Stream.concat(running.stream(), waiting.stream())
        .filter(sequence -> sequence.footprint().root().equals(root))
        .forEach(Sequence::forget);
    pages.forget(root);
  }

  private void sweep() {
    boolean anyRan = running.removeIf(this::isOver);
    waiting.removeIf(this::isOver);
    if (anyRan) {
      turns.removeIf(Sequence::over);
    }
  }

  private boolean isOver(Sequence sequence) {
    if (sequence.cancelled()) {
      retire(sequence, new Delivery.End(FinishReason.CANCELLED));
    }
    return sequence.over();
  }

  private void admit() {
    while (running.size() < maxRunning && !waiting.isEmpty()) {
      Sequence sequence = waiting.element();
      if (!pages.place(sequence, sequence.reach(ahead))) {
        return;
      }
      waiting.remove();
      running.add(sequence);
      sequence.begin();
      pages.skip(sequence);
      if (sequence.prefilling()) {
        turns.add(sequence);
      }
    }
  }

  private void decode(List<Pass.Part> parts) {
    // not an iterator: the youngest may leave the list meanwhile
    for (int i = 0; i < running.size(); i++) {
      Sequence sequence = running.get(i);
      if (!sequence.prefilling() && makeRoom(sequence, sequence.stored() + 1)) {
        parts.add(Pass.Part.guessing(sequence, guess(sequence)));
      }
    }
  }

  /// Where many generate, a pass has work enough without guesses.
  private int[] guess(Sequence sequence) {
    return running.size() > GUESSING ? NOTHING : sequence.guess(pages.pageTokens());
  }

  private void prefill(List<Pass.Part> parts, int budget, int fetches) {
    int left = budget;
    int fetched = 0;
    for (Sequence sequence : turns) {
      if (left == 0) {
        return;
      }
      pages.skip(sequence);
      boolean onDisk = pages.isOnDisk(sequence);
      for (; onDisk && fetched < fetches; fetched++) {
        pages.fetch(sequence);
        onDisk = pages.isOnDisk(sequence);
      }
      // what lies on disk is not computed but waited for
      int count = onDisk ? 0 : pages.stretch(sequence, left);
      if (count > 0) {
        parts.add(Pass.Part.of(sequence, count));
        left -= count;
      }
    }
  }

  private int streamingChunk(int decoding) {
    int least = Math.min(chunkTokens, STREAMING_CHUNK);
    return Math.max(least, (chunkTokens - decoding) / 4);
  }

  /// Whether `sequence` has pages for `tokens` tokens, if need be those of younger ones. Where even
  /// these are not enough, it is the youngest and gives up its own.
  private boolean makeRoom(Sequence sequence, int tokens) {
    while (!pages.grow(sequence, tokens)) {
      Sequence youngest = running.removeLast();
      turns.remove(youngest);
      pages.free(youngest);
      youngest.restart();
      // everything that waits is younger still
      waiting.addFirst(youngest);
      if (youngest == sequence) {
        return false;
      }
    }
    return true;
  }
}
