package dev.fathom.engine;

import dev.fathom.model.Model;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.Tensor;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Many conversations, one model. Runs its own loop on one platform thread: schedule, forward,
/// sample, deliver. The loop hands out ids; text is made of them on the callers' threads.
///
/// What breaks in one generation ends that generation; an `Error` ends all of them, and every later
/// {@link #submit} says so.
public final class Engine implements AutoCloseable {
  private final ModelFacts facts;
  private final Forward forward;
  private final KvCache cache;
  private final Scheduler scheduler;
  private final Sampler sampler;
  private final Lexicon lexicon;
  private final int draftTokens;
  private final int limit;
  private final Queue<Sequence> inbox = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closing;
  private volatile @Nullable String ended;

  /// Starts the loop over `model`, which was loaded from `file`. The caller closes both, after the
  /// engine. Throws {@link IllegalArgumentException} with the figures where the cache is larger
  /// than the memory that is free.
  public Engine(ModelFile file, Model model, EngineOptions options) {
    this(
        ModelFacts.of(file),
        Forward.of(model, CacheMemory.allocate(model.config(), options)),
        options);
  }

  /// Starts the loop over anything that computes logits, which belongs to the engine.
  public Engine(ModelFacts facts, Forward forward, EngineOptions options) {
    this.facts = facts;
    this.forward = forward;
    limit = Math.min(options.contextTokens(), facts.context());
    cache = new KvCache(CacheMemory.pages(options), KvCache.PAGE_TOKENS);
    scheduler = new Scheduler(cache, options.chunkTokens());
    sampler = new Sampler(facts.vocabulary());
    lexicon = new Lexicon(facts);
    draftTokens = options.draftTokens();
    thread = Thread.ofPlatform().daemon().name("fathom-engine").unstarted(this::run);
    thread.start();
  }

  /// Prompt and answer of one generation together have at most so many tokens.
  public int contextLimit() {
    return limit;
  }

  /// Queues a request; throws {@link IllegalArgumentException} with a message for people where it
  /// can never fit (prompt longer than the context) or names ids the model does not have, and
  /// {@link IllegalStateException} where the engine has ended.
  public Generation submit(GenerationRequest request) {
    check(request.prompt());
    Sequence sequence = new Sequence(request, limit, lexicon, draftTokens);
    Generation generation = new StreamedGeneration(sequence, facts.tokenizer(), lexicon);
    inbox.add(sequence);
    String reason = ended;
    if (reason != null) {
      inbox.remove(sequence);
      throw new IllegalStateException(reason);
    }
    LockSupport.unpark(thread);
    return generation;
  }

  /// What the engine is busy with.
  public EngineLoad load() {
    throw new UnsupportedOperationException();
  }

  /// The mean of the last layer's normalised hidden states over the tokens of `ids`, with length 1:
  /// `[D]`. Waits for it, among the generations.
  public float[] embed(int[] ids) {
    throw new UnsupportedOperationException(ids.length + " tokens");
  }

  /// Cancels what runs, ends the loop, frees the cache.
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Pages nobody uses, of {@link #pages}; for tests.
  int freePages() {
    return cache.freePages();
  }

  int pages() {
    return cache.pages();
  }

  private void check(int[] prompt) {
    if (prompt.length >= limit) {
      throw new IllegalArgumentException(
          "the prompt has %,d tokens, but the context holds %,d and the answer needs one; %s"
              .formatted(prompt.length, limit, remedy()));
    }
    for (int i = 0; i < prompt.length; i++) {
      if (prompt[i] < 0 || prompt[i] >= facts.vocabulary()) {
        throw new IllegalArgumentException(
            "token %d of the prompt is %d, but the model has ids 0 to %d"
                .formatted(i, prompt[i], facts.vocabulary() - 1));
      }
    }
  }

  private String remedy() {
    return limit < facts.context()
        ? "shorten it, or open the model with --context up to %,d".formatted(facts.context())
        : "shorten it: the model was made for no more";
  }

  private void run() {
    try {
      loop();
      end("the engine is closed", new Delivery.End(FinishReason.CANCELLED));
    } catch (Throwable fatal) {
      String message =
          "the engine has stopped: "
              + fatal.getClass().getSimpleName()
              + ": "
              + Failures.line(fatal)
              + "; open the model again";
      end(message, new Delivery.Failure(message));
    } finally {
      forward.close();
    }
  }

  private void loop() {
    while (!closing) {
      takeSubmissions();
      Optional<Pass> pass = scheduler.next();
      if (pass.isEmpty()) {
        LockSupport.park(this);
      } else {
        attempt(pass.get());
      }
    }
  }

  /// One pass. Where the model refuses it, its sequences go one by one, so that only the one to
  /// blame fails: going through the model again writes the same rows again.
  private void attempt(Pass pass) {
    try {
      step(pass);
    } catch (RuntimeException e) {
      if (pass.parts().size() == 1) {
        fail(pass.parts().getFirst().sequence(), e);
      } else {
        pass.parts().forEach(part -> attempt(Pass.of(part)));
      }
    }
  }

  private void step(Pass pass) {
    long start = System.nanoTime();
    Tensor logits = forward.run(pass.batch());
    scheduler.advance(pass, System.nanoTime() - start);
    int row = 0;
    for (Pass.Part part : pass.outputs()) {
      deliver(part, logits, row);
      row += part.rows();
    }
  }

  /// Draws the token that follows a part, and as many more as were guessed right.
  private void deliver(Pass.Part part, Tensor logits, int row) {
    Sequence sequence = part.sequence();
    try {
      int right = 0;
      FinishReason reason = draw(sequence, logits, row);
      while (reason == null && right < part.guess().length && sequence.said(part.guess()[right])) {
        right++;
        sequence.confirm();
        reason = draw(sequence, logits, row + right);
      }
      sequence.learn(part.guess().length, right);
      if (reason != null) {
        scheduler.retire(sequence, new Delivery.End(reason));
      }
    } catch (RuntimeException e) {
      fail(sequence, e);
    }
  }

  private @Nullable FinishReason draw(Sequence sequence, Tensor logits, int row) {
    return sequence.accept(sampler.sample(logits, row, sequence.drawing()));
  }

  private void fail(Sequence sequence, RuntimeException cause) {
    scheduler.retire(sequence, new Delivery.Failure(Failures.line(cause)));
  }

  private void takeSubmissions() {
    for (Sequence next = inbox.poll(); next != null; next = inbox.poll()) {
      scheduler.add(next);
    }
  }

  private void end(String reason, Delivery last) {
    // first the mark, then the rest of the inbox: a submission sees the one or is seen by the other
    ended = reason;
    takeSubmissions();
    scheduler.retireAll(last);
  }
}
