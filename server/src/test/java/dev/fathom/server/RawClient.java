package dev.fathom.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client that does as it is told, byte by byte.
final class RawClient implements AutoCloseable {
  final Socket socket = new Socket();

  RawClient(int port) throws IOException {
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /// A POST with a JSON body and the headers that it needs, and `headers`.
  RawClient post(String path, String body, String... headers) throws IOException {
    StringBuilder request = new StringBuilder("POST " + path + " HTTP/1.1\r\n");
    boolean host = false;
    for (String header : headers) {
      request.append(header).append("\r\n");
      host |= header.startsWith("Host:");
    }
    request.append(host ? "" : "Host: localhost\r\n");
    request.append("Content-Type: application/json\r\n");
    request.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    return send(request.toString());
  }

  /// What has come up to and with `mark`.
  String until(String mark) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    while (!got.toString(StandardCharsets.UTF_8).endsWith(mark)) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended after: " + got.toString(StandardCharsets.UTF_8));
      }
      got.write(next);
    }
    return got.toString(StandardCharsets.UTF_8);
  }

  /// The status of the answer.
  int status() throws IOException {
    String line = until("\r\n");
    return Integer.parseInt(line.split(" ", -1)[1]);
  }

  /// All that comes until the server closes.
  String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
