package dev.fathom.endurance;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An HTTP client of its own, which sends what it is told byte by byte, and of which a thousand are
/// cheap. Its connection can be used for one request after another.
final class RawClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 120_000;

  final Socket socket = new Socket();
  private final InputStream in;
  private @Nullable BufferedReader lines;

  /// What an answer begins with.
  ///
  /// @param headers by their names in lower case
  record Head(int status, Map<String, String> headers) {
    @Nullable String header(String name) {
      return headers.get(name);
    }
  }

  /// A whole answer.
  record Reply(int status, Map<String, String> headers, String body) {}

  RawClient(int port) throws IOException {
    this(port, 0);
  }

  /// @param receiveBuffer bytes that the kernel may receive for it, 0 for as many as it likes
  RawClient(int port, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 2048);
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  RawClient post(String path, String body) throws IOException {
    return send(request(path, body));
  }

  static byte[] request(String path, String body) {
    return request("POST", path, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] request(String method, String path, String type, byte[] body) {
    String head =
        "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(method, path, type, body.length);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(body);
    return all.toByteArray();
  }

  Reply get(String path) throws IOException {
    send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return reply();
  }

  Reply ask(String path, String body) throws IOException {
    return post(path, body).reply();
  }

  /// The status line and the headers.
  Head head() throws IOException {
    String status = line(in);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    Head head = new Head(Integer.parseInt(status.substring(9, 12)), headers);
    boolean chunked = "chunked".equals(head.header("transfer-encoding"));
    lines = null;
    if (chunked) {
      lines =
          new BufferedReader(new InputStreamReader(new Chunks(in), StandardCharsets.UTF_8), 512);
    }
    return head;
  }

  /// The whole answer.
  Reply reply() throws IOException {
    Head head = head();
    return new Reply(head.status, head.headers, body(head));
  }

  private String body(Head head) throws IOException {
    if (lines != null) {
      StringBuilder all = new StringBuilder();
      for (int c = lines.read(); c >= 0; c = lines.read()) {
        all.append((char) c);
      }
      return all.toString();
    }
    String length = head.header("content-length");
    if (length == null) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    byte[] body = in.readNBytes(Integer.parseInt(length));
    if (body.length < Integer.parseInt(length)) {
      throw new EOFException("the body ended after " + body.length + " bytes of " + length);
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  /// The data of the next event of a stream; null at its proper end.
  @Nullable String event() throws IOException {
    BufferedReader reader = lines;
    if (reader == null) {
      throw new IOException("the answer is no stream");
    }
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith("data: ")) {
        return line.substring(6);
      }
      if (!line.isEmpty()) {
        throw new IOException("not a line of an event: " + line);
      }
    }
    return null;
  }

  /// All bytes until the server closes or breaks the connection; how many.
  long drain() throws IOException {
    long count = 0;
    try {
      while (in.read() >= 0) {
        count++;
      }
    } catch (java.net.SocketTimeoutException silent) {
      throw silent;
    } catch (IOException reset) {
      return count;
    }
    return count;
  }

  /// Goes away without a word: the server is sent a reset.
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended after: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /// A body in chunks; ends with the last of them and not before.
  private static final class Chunks extends InputStream {
    private final InputStream in;
    private int left;
    private boolean over;

    Chunks(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      if (left == 0 && !over) {
        left = Integer.parseInt(line(in), 16);
        over = left == 0;
        if (over) {
          line(in);
        }
      }
      if (over) {
        return -1;
      }
      int count = in.read(to, from, Math.min(length, left));
      if (count < 0) {
        throw new EOFException("the connection ended within a chunk");
      }
      left -= count;
      if (left == 0) {
        line(in);
      }
      return count;
    }
  }
}
