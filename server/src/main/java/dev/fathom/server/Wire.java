package dev.fathom.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One connection, watched: how long its thread has been waiting for the client, and whether the
/// client is still there.
final class Wire implements ConnectionContext {
  private static final long NOT_WAITING = Long.MIN_VALUE;

  private final ConnectionContext inner;
  private final Thread thread = Thread.currentThread();
  private final ReadAhead received;
  private final DataReader reader;
  private final DataWriter writer;
  private volatile long requestSince = NOT_WAITING;
  private volatile long writingSince = NOT_WAITING;

  /// The connection that the calling thread serves.
  Wire(ConnectionContext inner) {
    this.inner = inner;
    received = new ReadAhead(() -> read(inner.serverSocket()));
    reader = DataReader.create(new Timed());
    writer = new Writer(inner.dataWriter());
  }

  private static byte @Nullable [] read(HelidonSocket socket) {
    try {
      return socket.get();
    } catch (UncheckedIOException closed) {
      // as Helidon does with its own reader
      throw new io.helidon.webserver.ServerConnectionException("nothing to read", closed);
    }
  }

  /// The request is there as a whole; from now on `gone` is run when the client goes away.
  void watch(Runnable gone) {
    received.watch(gone);
  }

  /// The answer is complete.
  void unwatch() {
    received.unwatch();
  }

  /// The request's first bytes are read, the rest must follow within bounds.
  void requestComplete() {
    requestSince = NOT_WAITING;
  }

  /// Whether the client has let us wait too long at time `now`: with the rest of a request, or with
  /// reading what we write.
  boolean stalled(long now, long readNanos, long writeNanos) {
    long request = requestSince;
    long writing = writingSince;
    return (request != NOT_WAITING && now - request > readNanos)
        || (writing != NOT_WAITING && now - writing > writeNanos);
  }

  /// Ends the connection: its thread is interrupted, which closes the socket it waits for.
  void cut() {
    thread.interrupt();
  }

  /// Reads for the connection's own thread; the first bytes after an answer begin a request.
  private final class Timed implements Supplier<byte[]> {
    @Override
    public byte[] get() {
      byte[] bytes = received.get();
      if (requestSince == NOT_WAITING) {
        requestSince = System.nanoTime();
      }
      return bytes;
    }
  }

  private final class Writer implements DataWriter {
    private final DataWriter inner;

    Writer(DataWriter inner) {
      this.inner = inner;
    }

    private <T> void timed(Consumer<T> writing, T what) {
      writingSince = System.nanoTime();
      try {
        writing.accept(what);
      } finally {
        writingSince = NOT_WAITING;
      }
    }

    @Override
    public void write(BufferData... buffers) {
      timed(inner::write, buffers);
    }

    @Override
    public void write(BufferData buffer) {
      timed(inner::write, buffer);
    }

    @Override
    public void writeNow(BufferData... buffers) {
      timed(inner::writeNow, buffers);
    }

    @Override
    public void writeNow(BufferData buffer) {
      timed(inner::writeNow, buffer);
    }

    @Override
    public void flush() {
      inner.flush();
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }

  @Override
  public ListenerContext listenerContext() {
    return inner.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return inner.executor();
  }

  @Override
  public Router router() {
    return inner.router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return inner.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return inner.serverSocket();
  }

  @Override
  public PeerInfo remotePeer() {
    return inner.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return inner.localPeer();
  }

  @Override
  public boolean isSecure() {
    return inner.isSecure();
  }

  @Override
  public String socketId() {
    return inner.socketId();
  }

  @Override
  public String childSocketId() {
    return inner.childSocketId();
  }
}
