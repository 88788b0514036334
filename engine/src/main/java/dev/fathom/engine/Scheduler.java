package dev.fathom.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Decides which tokens go through the model together, and owns the pages of all sequences.
///
/// Waiting sequences are admitted first come, first served, when the pages of prompt and answer are
/// free: what was admitted always reaches its end, and nobody is overtaken. Every pass takes one
/// token of each generating sequence and `chunkTokens` tokens of prompts, whose sequences take
/// turns chunk by chunk, so that a short question does not wait for a long one. Confined to the
/// engine's loop.
final class Scheduler {
  /// Bounds the decode tokens of a pass, and so the activations' memory.
  static final int MAX_RUNNING = 64;

  private final KvCache cache;
  private final int chunkTokens;
  private final Deque<Sequence> waiting = new ArrayDeque<>();
  private final List<Sequence> running = new ArrayList<>();

  Scheduler(KvCache cache, int chunkTokens) {
    this.cache = cache;
    this.chunkTokens = chunkTokens;
  }

  /// Queues a sequence.
  void add(Sequence sequence) {
    waiting.add(sequence);
  }

  /// The next pass, or nothing if there is no work. Cancelled sequences are dropped before.
  Optional<Pass> next() {
    dropCancelled();
    admit();
    List<Pass.Part> parts = new ArrayList<>(running.size());
    int budget = chunkTokens;
    for (Sequence sequence : running) {
      int count = sequence.prefilling() ? Math.min(budget, sequence.pending()) : 1;
      if (sequence.prefilling()) {
        budget -= count;
      }
      if (count > 0) {
        parts.add(Pass.Part.of(sequence, count));
      }
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(new Pass(parts));
  }

  /// Takes note that `pass` went through the model in `nanos`.
  void advance(Pass pass, long nanos) {
    for (Pass.Part part : pass.parts()) {
      Sequence sequence = part.sequence();
      sequence.advance(part.count(), nanos);
      if (sequence.prefilling()) {
        // the others' turn with the next chunk
        running.remove(sequence);
        running.add(sequence);
      }
    }
  }

  /// Ends a sequence, wherever it is: its pages are free, then the caller hears of it. Ending it
  /// again does nothing.
  void retire(Sequence sequence, Delivery end) {
    if (running.remove(sequence) || waiting.remove(sequence)) {
      cache.release(sequence.surrenderPages());
      sequence.deliver(end);
    }
  }

  /// Ends all sequences.
  void retireAll(Delivery end) {
    all().forEach(sequence -> retire(sequence, end));
  }

  private void dropCancelled() {
    for (Sequence sequence : all()) {
      if (sequence.cancelled()) {
        retire(sequence, new Delivery.End(FinishReason.CANCELLED));
      }
    }
  }

  private void admit() {
    while (running.size() < MAX_RUNNING
        && !waiting.isEmpty()
        && cache.fits(waiting.element().reach())) {
      Sequence sequence = waiting.remove();
      running.add(sequence);
      sequence.admit(cache.take(sequence.reach()));
    }
  }

  private List<Sequence> all() {
    List<Sequence> all = new ArrayList<>(running);
    all.addAll(waiting);
    return all;
  }
}
