package dev.fathom.plan;

import java.util.function.IntConsumer;

/// Prompts on a unit that computes nothing else. Each device of a mixture of experts takes one
/// prompt, for its attention is in every device; all devices of a dense model take one together.
final class PromptLanes {
  private static final double DONE = 1e-9; // seconds

  private final Roofline roofline;
  private final RequestLog log;
  private final int lanes;
  private final SequenceHeap computing = new SequenceHeap();
  private final IntQueue queue = new IntQueue();

  PromptLanes(Roofline roofline, RequestLog log) {
    this.roofline = roofline;
    this.log = log;
    lanes = roofline.model().experts() == null ? 1 : roofline.devices();
  }

  int load() {
    return computing.size() + queue.size();
  }

  /// The share of the unit that is at work.
  double share() {
    return (double) computing.size() / lanes;
  }

  double next() {
    return computing.size() == 0 ? Double.POSITIVE_INFINITY : computing.firstEnd();
  }

  void add(int request, double now) {
    if (computing.size() < lanes) {
      begin(request, now);
    } else {
      queue.add(request);
    }
  }

  private void begin(int request, double now) {
    double fresh = log.prompt[request] - log.cached[request];
    double alone = roofline.prefill(fresh, log.cached[request]).seconds();
    computing.add(now + alone * lanes, request);
  }

  /// The request whose prompt is done by `now`; -1 where none is.
  int finish(double now) {
    if (computing.size() == 0 || computing.firstEnd() > now + DONE) {
      return -1;
    }
    int request = computing.removeFirst();
    if (queue.size() > 0) {
      begin(queue.remove(), now);
    }
    return request;
  }

  /// All that were here, `taker` hears; what had been computed is lost.
  void drain(IntConsumer taker) {
    for (int i = 0; i < computing.size(); i++) {
      taker.accept(computing.request(i));
    }
    computing.clear();
    while (queue.size() > 0) {
      taker.accept(queue.remove());
    }
  }
}
