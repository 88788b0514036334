package dev.fathom.plan;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// One unit of devices in time. Its sequences advance together, a token a step; between two changes
/// of who is there the time of a step grows evenly with the cache, so that the time until a change
/// is known and no step is simulated by itself.
///
/// Where a unit computes prompts and answers both, every step takes along a chunk of the first
/// prompt; where it computes prompts only, its {@link PromptLanes} do.
final class SimUnit {
  private static final double DONE = 1e-6; // of a token: what rounding leaves

  private final Roofline roofline;
  private final RequestLog log;
  private final double[] fixed; // seconds of a step by batch, the cache apart
  private final double cachedToken;
  private final double chunk;
  private final int most;
  private final double room;

  private final @Nullable PromptLanes lanes;
  private final IntQueue prompts = new IntQueue();
  private final IntQueue waiting = new IntQueue();
  private final SequenceHeap running = new SequenceHeap();
  private double steps;
  private double kept;
  private double reserved;
  private double promptLeft;
  private double promptToken; // seconds
  private double now;
  private boolean down;
  private double repaired;

  /// Seconds of each kind until now, and tokens made.
  double prefillSeconds;

  double decodeSeconds;
  double idleSeconds;
  double downSeconds;
  double generated;
  double batchSeconds;

  /// @param most sequences at once; 0 where only prompts are computed
  SimUnit(Roofline roofline, RequestLog log, int most) {
    this.roofline = roofline;
    this.log = log;
    this.most = most;
    lanes = most == 0 ? new PromptLanes(roofline, log) : null;
    boolean sparse = roofline.model().experts() != null;
    chunk = Constants.of("streaming_chunk", Unit.TOKENS) * (sparse ? roofline.devices() : 1);
    room = roofline.mostSequences(1);
    fixed = new double[most + 1];
    for (int batch = 1; batch <= most; batch++) {
      fixed[batch] = roofline.fixed(batch).seconds();
    }
    cachedToken = roofline.perCachedToken().seconds();
  }

  /// Sequences here, in any state.
  int load() {
    int computing = lanes == null ? prompts.size() : lanes.load();
    return computing + waiting.size() + running.size();
  }

  boolean isDown() {
    return down;
  }

  /// Tokens that all caches here can keep.
  double room() {
    return room;
  }

  /// Moves to `time`, at which or before which nothing changes by itself.
  void advance(double time) {
    double passed = time - now;
    now = time;
    if (down) {
      downSeconds += passed;
    } else if (lanes != null) {
      prefillSeconds += passed * lanes.share();
      idleSeconds += passed * (1 - lanes.share());
    } else if (running.size() == 0) {
      advancePrompt(passed);
    } else if (passed > 0) {
      advanceSteps(passed);
    }
  }

  private void advancePrompt(double passed) {
    if (prompts.size() == 0) {
      idleSeconds += passed;
    } else {
      promptLeft -= passed / promptToken;
      prefillSeconds += passed;
    }
  }

  private void advanceSteps(double passed) {
    int batch = running.size();
    double growth = cachedToken * batch / 2;
    double linear = linear();
    // the root of growth x^2 + linear x = passed, written so that nothing cancels
    double x = 2 * passed / (linear + Math.sqrt(linear * linear + 4 * growth * passed));
    steps += x;
    kept += batch * x;
    generated += batch * x;
    batchSeconds += batch * passed;
    double forPrompt = prompts.size() == 0 ? 0 : chunk * promptToken * x;
    promptLeft -= prompts.size() == 0 ? 0 : chunk * x;
    prefillSeconds += forPrompt;
    decodeSeconds += passed - forPrompt;
  }

  /// Seconds of the step that is next.
  private double linear() {
    double step = fixed[running.size()] + cachedToken * kept;
    return prompts.size() == 0 ? step : step + chunk * promptToken;
  }

  /// When something changes here by itself.
  double next() {
    if (lanes != null) {
      return lanes.next();
    }
    if (down || (running.size() == 0 && prompts.size() == 0)) {
      return Double.POSITIVE_INFINITY;
    }
    if (running.size() == 0) {
      return now + Math.max(0, promptLeft) * promptToken;
    }
    double x = running.firstEnd() - steps;
    if (prompts.size() > 0) {
      x = Math.min(x, promptLeft / chunk);
    }
    x = Math.max(0, x);
    return now + x * (linear() + cachedToken * running.size() / 2 * x);
  }

  /// A prompt comes to be computed.
  void addPrompt(int request) {
    if (lanes != null) {
      // one that is down begins when it works again
      lanes.add(request, down ? repaired : now);
      return;
    }
    prompts.add(request);
    if (prompts.size() == 1) {
      beginPrompt();
    }
  }

  private void beginPrompt() {
    int request = prompts.first();
    double fresh = log.prompt[request] - log.cached[request];
    promptLeft = fresh;
    promptToken = roofline.prefill(fresh, log.cached[request]).seconds() / fresh;
  }

  /// The request whose prompt is done, which leaves the queue; -1 where none is.
  int finishPrompt() {
    if (lanes != null) {
      return down ? -1 : lanes.finish(now);
    }
    if (down || prompts.size() == 0 || promptLeft > DONE) {
      return -1;
    }
    int request = prompts.remove();
    if (prompts.size() > 0) {
      beginPrompt();
    }
    return request;
  }

  /// A sequence whose first token is there comes to be continued.
  void addSequence(int request) {
    waiting.add(request);
    admit();
  }

  private void admit() {
    while (!down && waiting.size() > 0 && running.size() < most) {
      int request = waiting.first();
      double whole = (double) log.prompt[request] + log.output[request];
      if (reserved + whole > room && running.size() > 0) {
        return;
      }
      waiting.remove();
      running.add(steps + log.output[request] - 1, request);
      kept += log.prompt[request] + 1.0;
      reserved += whole;
      generated++;
    }
  }

  /// The request that has ended, which leaves; -1 where none has.
  int finishSequence() {
    if (down || running.size() == 0 || running.firstEnd() - steps > DONE) {
      return -1;
    }
    int request = running.removeFirst();
    double whole = (double) log.prompt[request] + log.output[request];
    kept -= whole;
    reserved -= whole;
    if (running.size() == 0) {
      kept = 0;
      reserved = 0;
    }
    admit();
    return request;
  }

  /// Everything here is lost; who was here, `taker` hears. What was generated is part of the prompt
  /// when it is computed again.
  ///
  /// @param until when it works again
  void fail(double until, IntConsumer taker) {
    down = true;
    repaired = until;
    if (lanes != null) {
      lanes.drain(taker);
    }
    for (int i = 0; i < running.size(); i++) {
      int request = running.request(i);
      int left = (int) Math.max(1, Math.ceil(running.end(i) - steps));
      int done = Math.max(0, log.output[request] - left);
      log.prompt[request] += done;
      log.output[request] = left;
      log.cached[request] = 0;
      taker.accept(request);
    }
    running.clear();
    kept = 0;
    reserved = 0;
    for (IntQueue queue : new IntQueue[] {waiting, prompts}) {
      for (int i = queue.size(); i > 0; i--) {
        taker.accept(queue.remove());
      }
    }
  }

  void repair() {
    down = false;
    if (prompts.size() > 0) {
      beginPrompt();
    }
    admit();
  }
}
