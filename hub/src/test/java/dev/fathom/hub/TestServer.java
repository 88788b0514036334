package dev.fathom.hub;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// HTTP by hand, one request a connection: a real server would not break the protocol for us.
final class TestServer implements AutoCloseable {
  private final ServerSocket server = listener();
  private final AtomicInteger requests = new AtomicInteger();
  private final Handler handler;

  /// Answers a request.
  interface Handler {
    void handle(Request request) throws IOException;
  }

  TestServer(Handler handler) {
    this.handler = handler;
    accept();
  }

  int port() {
    return server.getLocalPort();
  }

  int requests() {
    return requests.get();
  }

  /// A request as it came.
  record Request(String path, Map<String, String> headers, OutputStream out, Socket socket) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    void answer(String status, String headers, byte[] body) throws IOException {
      out.write(
          "HTTP/1.1 %s\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n"
              .formatted(status, headers, body.length)
              .getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
    }

    void answer(String status, String headers) throws IOException {
      answer(status, headers, new byte[0]);
    }

    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private static ServerSocket listener() {
    try {
      return new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void accept() {
    Thread.startVirtualThread(
        () -> {
          while (!server.isClosed()) {
            try {
              Socket socket = server.accept();
              Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException closed) {
              return;
            }
          }
        });
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return;
        }
        head.append((char) next);
      }
      requests.incrementAndGet();
      handler.handle(request(head.toString(), socket));
      socket.shutdownOutput();
      // closing with unread bytes would reset what is under way
      in.readNBytes(1);
    } catch (IOException gone) {
      return;
    }
  }

  private static Request request(String head, Socket socket) throws IOException {
    String[] lines = head.split("\r\n", -1);
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length - 2; i++) {
      String[] parts = lines[i].split(": ", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    return new Request(lines[0].split(" ", 3)[1], headers, socket.getOutputStream(), socket);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException gone) {
      throw new AssertionError(gone);
    }
  }
}
