package dev.fathom.server;

import dev.fathom.engine.Usage;
import dev.fathom.meter.Effort;
import dev.fathom.meter.Receipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// What `/metrics` tells, under Fathom's names and, where they exist, OpenTelemetry's for
/// generative models.
final class Gauges {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Counter rejected =
      Counter.builder("fathom.queue.rejected")
          .description("requests refused for lack of room")
          .register(registry);
  private final Counter broken =
      Counter.builder("fathom.streams.broken")
          .description("streams that ended with an error event")
          .register(registry);
  private final Counter prompt = Counter.builder("fathom.prompt.tokens").register(registry);
  private final Counter cached = Counter.builder("fathom.cached.prompt.tokens").register(registry);
  private final Counter reasoning = Counter.builder("fathom.reasoning.tokens").register(registry);
  private final Counter completion = Counter.builder("fathom.completion.tokens").register(registry);

  private final Accounts accounts;

  /// With the built-in tariff, and no file.
  Gauges() {
    this(new Accounts(AccountTerms.DEFAULTS));
  }

  /// @param accounts hears of every answer, too
  Gauges(Accounts accounts) {
    this.accounts = accounts;
  }

  Accounts accounts() {
    return accounts;
  }

  /// The text of all of them.
  String scrape() {
    return registry.scrape();
  }

  /// A gauge of the engines together.
  <T> void gauge(String name, T of, ToDoubleFunction<T> value) {
    Gauge.builder(name, of, value).strongReference(true).register(registry);
  }

  /// Whether `model` is loaded.
  void loaded(String model, Supplier<Number> value) {
    Gauge.builder("fathom.model.loaded", value).tags("model", model).register(registry);
  }

  /// A request is over.
  ///
  /// @param route its pattern, never the path itself
  void request(String route, int code, long nanos) {
    Tags tags = Tags.of("route", route, "code", Integer.toString(code));
    Counter.builder("fathom.requests").tags(tags).register(registry).increment();
    timer("gen_ai.server.request.duration", Tags.of("route", route))
        .record(Duration.ofNanos(nanos));
    if (code == 429 || code == 503) {
      rejected.increment();
    }
  }

  void brokenStream() {
    broken.increment();
  }

  private Timer timer(String name, Tags tags) {
    return Timer.builder(name).tags(tags).serviceLevelObjectives(BUCKETS).register(registry);
  }

  /// Times what one request's generations say.
  Clock clock(String model, Caller caller) {
    return new Clock(model, caller);
  }

  /// Of one request; counts tokens when a choice ends.
  final class Clock implements Consumer<Output> {
    private final Caller caller;
    private final Timer firstToken;
    private final Timer betweenTokens;
    private final Timer perToken;
    private final Timer otelFirst;
    private final long start = System.nanoTime();
    private long last;

    private Clock(String model, Caller caller) {
      this.caller = caller;
      Tags tags = Tags.of("gen_ai.request.model", model);
      firstToken = timer("fathom.time.to.first.token", Tags.empty());
      betweenTokens = timer("fathom.inter.token", Tags.empty());
      perToken = timer("gen_ai.server.time_per_output_token", tags);
      otelFirst = timer("gen_ai.server.time_to_first_token", tags);
    }

    @Override
    public void accept(Output output) {
      long now = System.nanoTime();
      if (output instanceof Output.End end) {
        took(caller, end.usage(), end.outcome());
        return;
      }
      if (last == 0) {
        firstToken.record(Duration.ofNanos(now - start));
        otelFirst.record(Duration.ofNanos(now - start));
      } else {
        betweenTokens.record(Duration.ofNanos(now - last));
        perToken.record(Duration.ofNanos(now - last));
      }
      last = now;
    }
  }

  /// Something for `caller` is over and took `usage`.
  void took(Caller caller, Usage usage, Outcome outcome) {
    add("fathom.answers", Tags.of("outcome", outcome.label()), 1);
    count(usage);
    accounts.add(caller, usage, outcome);
  }

  private void count(Usage usage) {
    prompt.increment(usage.promptTokens());
    cached.increment(usage.cachedTokens());
    reasoning.increment(usage.thinkingTokens());
    completion.increment(usage.completionTokens());
    count(new Receipt(usage.effort(), usage.tokens(), accounts.tariff()));
  }

  private void count(Receipt receipt) {
    Effort effort = receipt.effort();
    Tags source = Tags.of("source", effort.energy().source());
    effort.energy().joules().ifPresent(j -> add("fathom.energy.joules", source, j.value()));
    add("fathom.cpu.seconds", Tags.empty(), effort.cpu().toNanos() / 1e9);
    add("fathom.floating.point.operations", Tags.empty(), effort.flops().count());
    add("fathom.read.bytes", Tags.empty(), effort.read().value());
    Tags grid = Tags.of("grid", accounts.tariff().grid().name());
    receipt.carbon().ifPresent(carbon -> add("fathom.co2.grams", grid, carbon.grams()));
    receipt
        .cost()
        .ifPresent(c -> add("fathom.cost", Tags.of("currency", c.currency()), c.amount()));
  }

  private void add(String name, Tags tags, double amount) {
    Counter.builder(name).tags(tags).register(registry).increment(amount);
  }
}
