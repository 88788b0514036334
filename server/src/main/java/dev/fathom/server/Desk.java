package dev.fathom.server;

import dev.fathom.engine.ContextLengthException;
import dev.fathom.engine.Generation;
import dev.fathom.engine.GenerationRequest;
import dev.fathom.engine.OverloadedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// Where every request for text goes through, whichever API it came by: a model is taken, the turn
/// made ready and submitted, and what the engine says is presented, until it is over or the client
/// has gone.
final class Desk {
  private final Models models;
  private final Running running;
  private final Gauges gauges;
  private final Duration silence;

  /// @param silence on a stream, before it says that it is alive
  Desk(Models models, Running running, Gauges gauges, Duration silence) {
    this.models = models;
    this.running = running;
    this.gauges = gauges;
    this.silence = silence;
  }

  Models models() {
    return models;
  }

  Running running() {
    return running;
  }

  Gauges gauges() {
    return gauges;
  }

  /// Answers `turns`, each a prompt of the same model, in `exchange`.
  ///
  /// @param presentation made for the model and its prompts
  void answer(
      Exchange exchange,
      List<Turn> turns,
      BiFunction<ServedModel, List<Preparation>, Presentation> presentation)
      throws InterruptedException {
    running.enter();
    try (Models.Lease lease = models.lease(turns.getFirst().model())) {
      ServedModel model = lease.model();
      String tenant = exchange.caller().tenant();
      List<Preparation> ready =
          turns.stream().map(turn -> Preparation.of(model, turn, tenant)).toList();
      Presentation shown = presentation.apply(model, ready);
      String id = shown.idPrefix() + UUID.randomUUID().toString().replace("-", "");
      Head head =
          new Head(id, System.currentTimeMillis() / 1000, model.id(), gauges.accounts().tariff());
      try (Answering answering = submit(model, id, ready)) {
        running.add(id, answering, exchange.caller());
        exchange.wire().watch(() -> answering.cancel(ApiException.gone()));
        Gauges.Clock clock = gauges.clock(head.model(), exchange.caller());
        try {
          new Telling(exchange, head, clock).present(answering, shown);
        } finally {
          answering.abandon(clock);
        }
      } finally {
        exchange.wire().unwatch();
        running.remove(id);
      }
    } finally {
      running.leave();
    }
  }

  /// Submits all of it, or nothing.
  private static Answering submit(ServedModel model, String id, List<Preparation> ready) {
    List<Generation> generations = new ArrayList<>();
    try {
      for (Preparation prepared : ready) {
        for (GenerationRequest request : prepared.requests()) {
          generations.add(model.engine().submit(request));
        }
      }
      return new Answering(id, generations, model.endTokens());
    } catch (RuntimeException refused) {
      generations.forEach(Generation::close);
      throw explained(refused);
    }
  }

  static RuntimeException explained(RuntimeException refused) {
    String words = String.valueOf(refused.getMessage());
    return switch (refused) {
      case OverloadedException full ->
          ApiException.tooMany(full.retrySeconds(), "queue_full", words);
      case ContextLengthException _ -> ApiException.tooLong("messages", words);
      case IllegalArgumentException _ -> ApiException.bad(null, words);
      case IllegalStateException _ ->
          ApiException.unavailable(30, "engine_stopped", "the engine has stopped");
      default -> refused;
    };
  }

  /// To whom an answer is presented, and who counts.
  private final class Telling {
    private final Exchange exchange;
    private final Head head;
    private final Gauges.Clock clock;

    Telling(Exchange exchange, Head head, Gauges.Clock clock) {
      this.exchange = exchange;
      this.head = head;
      this.clock = clock;
    }

    void present(Answering answering, Presentation shown) {
      if (!shown.streams()) {
        Collected collected = new Collected(answering.choices(), shown.perPrompt());
        answering.to(both(clock, collected), Answering.Silence.BORNE);
        exchange.tell(collected.bill().receipt(head.tariff()));
        exchange.send(shown.whole(head, collected));
        return;
      }
      SseSink sink = new SseSink(exchange.response());
      Presentation.Stream stream = shown.stream(head, sink);
      stream.begin();
      try {
        answering.to(both(clock, stream), new Answering.Silence(silence, stream::alive));
        stream.end();
      } catch (ApiException failed) {
        if (failed.status() == ApiException.GONE) {
          throw failed;
        }
        gauges.brokenStream();
        stream.fail(failed);
      }
      sink.close();
    }
  }

  private static Consumer<Output> both(Consumer<Output> first, Consumer<Output> second) {
    return output -> {
      first.accept(output);
      second.accept(output);
    };
  }
}
