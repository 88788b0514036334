package dev.fathom.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// All connections: HTTP/1.1 and nothing else. A virtual thread looks after them and cuts those
/// whose client lets us wait.
final class Wires implements ServerConnectionSelector, AutoCloseable {
  private static final long LOOK_MILLIS = 100;
  private static final ThreadLocal<@Nullable Wire> CURRENT = new ThreadLocal<>();

  private final Http1ConnectionSelector http;
  private final long readNanos;
  private final long writeNanos;
  private final Set<Wire> open = ConcurrentHashMap.newKeySet();
  private final Thread watch;

  /// @param read a request is complete within this time of its first byte
  /// @param write a client takes what is written within this time
  /// @param besides what else to look after, ten times a second
  Wires(Http1Config config, Duration read, Duration write, LongConsumer besides) {
    http = Http1ConnectionSelector.builder().config(config).build();
    readNanos = read.toNanos();
    writeNanos = write.toNanos();
    watch = Thread.ofVirtual().name("wires").start(() -> look(besides));
  }

  /// The connection of the request that the calling thread serves.
  static Wire current() {
    return Objects.requireNonNull(CURRENT.get(), "not a thread of a connection");
  }

  int count() {
    return open.size();
  }

  private void look(LongConsumer besides) {
    try {
      while (true) {
        Thread.sleep(LOOK_MILLIS);
        long now = System.nanoTime();
        besides.accept(now);
        for (Wire wire : open) {
          if (wire.stalled(now, readNanos, writeNanos)) {
            wire.cut();
          }
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData request) {
    return http.supports(request);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    Wire wire = new Wire(context);
    open.add(wire);
    CURRENT.set(wire);
    return new Watched(http.connection(wire), wire);
  }

  /// A connection that leaves the set when it ends.
  private final class Watched implements ServerConnection {
    private final ServerConnection inner;
    private final Wire wire;

    Watched(ServerConnection inner, Wire wire) {
      this.inner = inner;
      this.wire = wire;
    }

    @Override
    public void handle(io.helidon.common.concurrency.limits.Limit limit)
        throws InterruptedException {
      try {
        inner.handle(limit);
      } finally {
        open.remove(wire);
        CURRENT.remove();
      }
    }

    @Override
    public Duration idleTime() {
      return inner.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      inner.close(interrupt);
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
