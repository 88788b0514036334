package dev.fathom.engine;

import dev.fathom.meter.Ledger;
import dev.fathom.model.Model;
import dev.fathom.model.ModelFile;
import dev.fathom.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Many conversations, one model. Runs its own loop on one platform thread: schedule, forward,
/// sample, deliver. The loop hands out ids; text is made of them on the callers' threads.
///
/// A second thread of its own writes prefixes to disk, where the options name a folder; it computes
/// nothing and nobody waits for it before {@link #close}.
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
  private final Tally tally = new Tally();
  private final Metering metering;
  private final EngineOptions.Sequences bounds;
  private final int limit;
  private final Queue<Sequence> inbox = new ConcurrentLinkedQueue<>();
  private final Errands errands = new Errands();
  private final Thread thread;
  private final @Nullable PrefixStore store;
  private volatile boolean closing;
  private volatile @Nullable String ended;

  /// Starts the loop over `model`, which was loaded from `file`. The caller closes both, after the
  /// engine. Throws {@link IllegalArgumentException} with the figures where the cache is larger
  /// than the memory that is free.
  public Engine(ModelFile file, Model model, EngineOptions options) {
    this(
        ModelFacts.of(file, fingerprint(file, model, options)),
        Forward.of(model, CacheMemory.allocate(model.config(), options)),
        Workload.of(file, options.cacheType()),
        options);
  }

  /// Starts the loop over anything that computes logits, which belongs to the engine.
  public Engine(ModelFacts facts, Forward forward, EngineOptions options) {
    this(facts, forward, Workload.UNKNOWN, options);
  }

  private Engine(ModelFacts facts, Forward forward, Workload work, EngineOptions options) {
    this.facts = facts;
    this.forward = forward;
    bounds = options.sequences();
    limit = Math.min(options.contextTokens(), facts.context());
    cache = new KvCache(CacheMemory.pages(options), KvCache.PAGE_TOKENS);
    store = PrefixStore.of(facts, forward, options);
    int ahead =
        Math.min(Scheduler.AHEAD, Math.max(KvCache.PAGE_TOKENS, options.cacheTokens() / 16));
    scheduler =
        new Scheduler(
            new Pages(cache, store, forward::erasePage),
            tally,
            new Scheduler.Limits(options.chunkTokens(), bounds.running(), ahead));
    sampler = new Sampler(facts.vocabulary());
    lexicon = new Lexicon(facts);
    draftTokens = options.draftTokens();
    thread = Thread.ofPlatform().daemon().name("fathom-engine").unstarted(this::run);
    metering = Metering.of(options.meter(), work, thread, forward.workers());
    thread.start();
  }

  private static String fingerprint(ModelFile file, Model model, EngineOptions options) {
    return options.prefixes().folder() == null ? "" : file.fingerprint() + " " + model.kernels();
  }

  /// Prompt and answer of one generation together have at most so many tokens.
  public int contextLimit() {
    return limit;
  }

  /// Queues a request; throws {@link ContextLengthException} where it can never fit (prompt longer
  /// than the context), {@link IllegalArgumentException} where it names ids the model does not
  /// have, {@link OverloadedException} where as many wait as may, and {@link IllegalStateException}
  /// where the engine has ended. Waits for nothing.
  public Generation submit(GenerationRequest request) {
    check(request.prompt(), 1);
    enter();
    try {
      Sequence sequence = new Sequence(request, limit, lexicon);
      sequence.guesses(draftTokens);
      metering.open(sequence);
      Generation generation = new StreamedGeneration(sequence, facts.tokenizer(), lexicon);
      queue(sequence);
      return generation;
    } catch (RuntimeException refused) {
      tally.turnAway();
      throw refused;
    }
  }

  /// What the engine is busy with.
  public EngineLoad load() {
    return tally.load(scheduler.running(), cache);
  }

  /// What a sensor has told since the engine began, and whose it was; all 0 where there is none.
  public Ledger.Totals energy() {
    return metering.totals();
  }

  /// Drops all that is kept of `tenant`: its pages in memory, which are overwritten, and its files
  /// on disk. What runs for it goes on, and leaves nothing behind. Waits until all of it is gone.
  public void forget(String tenant) {
    PageKey root = PageKey.root(tenant);
    // a loop that has ended has freed its memory
    errands.send(() -> scheduler.forget(root), thread);
    if (store != null) {
      store.forget(root);
    }
  }

  /// Deletes the files of `tenant` in a folder of prefixes, whichever models they are of.
  public static void forget(Path folder, String tenant) throws IOException {
    PrefixFolder.forget(folder, PageKey.root(tenant));
  }

  /// The mean of the last layer's normalised hidden states over the tokens of `ids`, with length 1:
  /// `[D]`. Waits for it, in turns with the generations; throws what {@link #submit} throws, and
  /// {@link IllegalStateException} where it cannot be computed. If the thread is interrupted, it
  /// throws {@link CancellationException}.
  public float[] embed(int[] ids) {
    return embed(ids, usage -> {});
  }

  /// As {@link #embed(int[])}; `taken` hears what it took, whether it succeeds or not.
  public float[] embed(int[] ids, Consumer<Usage> taken) {
    GenerationRequest request = GenerationRequest.greedy(ids, 1);
    check(ids, 0);
    enter();
    Embedding embedding = new Embedding();
    Sequence sequence;
    try {
      sequence = new Sequence(request, limit, lexicon, embedding);
      metering.open(sequence);
      queue(sequence);
    } catch (RuntimeException refused) {
      tally.turnAway();
      throw refused;
    }
    int read = 0;
    try {
      Delivery end = sequence.take();
      read = end.equals(new Delivery.End(FinishReason.STOP)) ? ids.length : 0;
      return switch (end) {
        case Delivery.Failure(String message) -> throw new IllegalStateException(message);
        case Delivery.End(FinishReason reason) when reason == FinishReason.CANCELLED ->
            throw new IllegalStateException("the engine is closed");
        case Delivery.End _ -> embedding.unit();
        case Delivery.Token _ -> throw new AssertionError("no token is drawn here");
      };
    } catch (InterruptedException e) {
      sequence.cancel();
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for the embedding");
    } finally {
      taken.accept(new Usage(read, 0, 0, 0, 0, 0, 0, sequence.effort()));
    }
  }

  /// Cancels what runs, ends the loop, frees the cache.
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    join(thread);
  }

  private static void join(Thread other) {
    boolean interrupted = false;
    while (other.isAlive()) {
      try {
        other.join();
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

  private void enter() {
    if (!tally.enter(bounds.most())) {
      int waiting = Math.max(0, tally.inside() - scheduler.running());
      int seconds = tally.retrySeconds(waiting);
      throw new OverloadedException(
          "the engine is busy: %,d requests run and %,d wait; try again in %d s"
              .formatted(scheduler.running(), waiting, seconds),
          seconds);
    }
  }

  private void queue(Sequence sequence) {
    inbox.add(sequence);
    String reason = ended;
    if (reason != null && inbox.remove(sequence)) {
      throw new IllegalStateException(reason);
    }
    LockSupport.unpark(thread);
  }

  /// @param answer tokens that must fit besides the prompt
  private void check(int[] prompt, int answer) {
    if (prompt.length > limit - answer) {
      throw new ContextLengthException(
          "the prompt has %,d tokens, but the context holds %,d%s; %s"
              .formatted(
                  prompt.length, limit, answer > 0 ? " and the answer needs one" : "", remedy()));
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
    @Nullable Thread writer = null;
    try {
      writer = startWriter();
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
      finish(writer);
      forward.close();
    }
  }

  private @Nullable Thread startWriter() {
    return store == null
        ? null
        : Thread.ofPlatform().daemon().name("fathom-prefixes").start(store::write);
  }

  /// Lets the writer end its work: it is bounded, and what it has copied should not be lost.
  private void finish(@Nullable Thread writer) {
    if (store == null || writer == null) {
      return;
    }
    boolean told = false;
    while (writer.isAlive() && !told) {
      told = store.finish();
    }
    join(writer);
  }

  private void loop() {
    metering.wake();
    while (!closing) {
      errands.run();
      takeSubmissions();
      Optional<Pass> pass = scheduler.next();
      if (pass.isEmpty()) {
        LockSupport.park(this);
        metering.wake();
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
    long nanos = System.nanoTime() - start;
    metering.passed(pass, nanos);
    scheduler.advance(pass, nanos);
    embed(pass);
    int row = 0;
    for (Pass.Part part : pass.outputs()) {
      deliver(part, logits, row);
      row += part.rows();
    }
  }

  /// The hidden states of those who want them.
  private void embed(Pass pass) {
    int from = 0;
    for (Pass.Part part : pass.parts()) {
      Sequence sequence = part.sequence();
      Embedding embedding = sequence.embedding();
      if (embedding != null) {
        try {
          embedding.add(forward.hidden(from, part.count()));
          if (!sequence.prefilling()) {
            tally.countPrompt(sequence.stored(), 0);
            scheduler.retire(sequence, new Delivery.End(FinishReason.STOP));
          }
        } catch (RuntimeException e) {
          fail(sequence, e);
        }
      }
      from += part.tokens();
    }
  }

  /// Draws the token that follows a part, and as many more as were guessed right.
  private void deliver(Pass.Part part, Tensor logits, int row) {
    Sequence sequence = part.sequence();
    try {
      if (sequence.drawing().generated() == 0) {
        tally.countPrompt(sequence.footprint().promptTokens(), sequence.cachedTokens());
      }
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
    tally.countToken();
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
