package dev.fathom.server;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// The HTTP server: one process on one machine that speaks OpenAI's and Anthropic's APIs over the
/// models it was given. Owns its models.
public final class FathomServer implements AutoCloseable {
  private final WebServer web;
  private final Wires wires;
  private final Running running;
  private final Models models;
  private final Patience patience;
  private final ChatCabinet cabinet;
  private final Bulletin bulletin;
  private final Answers answers;
  private final Readings readings;
  private final Accounts accounts;
  private final AtomicBoolean closed = new AtomicBoolean();

  private FathomServer(ServerConfig config, Models models) {
    this.models = models;
    patience = config.patience();
    running = new Running();
    long longest = patience.answer().toNanos();
    wires =
        new Wires(
            Listener.http(config.limits()),
            patience.request(),
            patience.reader(),
            now -> running.expire(now, longest));
    accounts = new Accounts(config.accounts());
    Gauges gauges = new Gauges(accounts);
    Routes routes = new Routes();
    cabinet = new ChatCabinet(config.chats());
    bulletin = new Bulletin();
    answers = new Answers(models, running, gauges, cabinet, bulletin);
    readings = new Readings(models);
    Json json = new Json(config.limits());
    PageDesk desk = new PageDesk(cabinet, answers, bulletin, models, json, config.limits());
    new Surface(config, models, running, gauges).add(routes);
    new PageSurface(desk, readings, config.keys() != null).add(routes);
    HttpRouting.Builder routing = HttpRouting.builder();
    List<ApiKey> keys = config.keys();
    KeyRing ring = keys == null ? null : new KeyRing(keys.stream().map(KeyHolder::new).toList());
    Gate gate = new Gate(doorkeeper(config), ring, gauges, routes);
    routing.addFilter(gate);
    routing.error(Throwable.class, gate::explain);
    routes.register(routing);
    web = Listener.config(config, wires, routing).build();
    new EngineGauges(models, running).add(gauges);
  }

  private static Doorkeeper doorkeeper(ServerConfig config) {
    Set<String> hosts = new HashSet<>(Doorkeeper.LOCAL);
    config.hosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
    hosts.add(config.address().host().toLowerCase(Locale.ROOT));
    return new Doorkeeper(hosts, config.origins());
  }

  /// Listens; throws {@link IllegalStateException} where the address cannot be had.
  public static FathomServer start(ServerConfig config, Models models) {
    FathomServer server = new FathomServer(config, models);
    try {
      server.web.start();
      return server;
    } catch (RuntimeException taken) {
      server.wires.close();
      server.readings.close();
      throw new IllegalStateException(
          "cannot listen on %s port %d: %s"
              .formatted(config.address().host(), config.address().port(), cause(taken)),
          taken);
    }
  }

  private static String cause(Throwable trouble) {
    Throwable inner = trouble.getCause();
    return inner == null ? String.valueOf(trouble.getMessage()) : cause(inner);
  }

  /// Loads the model that answers requests which name none; throws {@link IllegalStateException}
  /// where it cannot be.
  public void load() throws InterruptedException {
    try (Models.Lease lease = models.lease(null)) {
      lease.model();
    } catch (ApiException refused) {
      throw new IllegalStateException(refused.getMessage(), refused);
    }
  }

  /// The port it listens on.
  public int port() {
    return web.port();
  }

  /// Refuses what is new, lets what runs finish within the patience of the configuration, ends the
  /// rest with an error, and stops.
  @Override
  public void close() {
    running.refuse();
    if (!running.drained(patience.shutdown().toNanos())) {
      hurry();
      running.drained(2_000_000_000L);
    }
    if (closed.compareAndSet(false, true)) {
      answers.close();
      bulletin.close();
      readings.close();
      web.stop();
      cabinet.close();
      accounts.close();
      wires.close();
      models.close();
    }
  }

  /// Ends what still runs with an error, at once.
  public void hurry() {
    running.cancel(ApiException.unavailable(10, "shutting_down", "the server is shutting down"));
  }
}
