package dev.fathom.server;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Server-sent events as the body of a response: one write to the socket an event.
final class SseSink implements EventSink {
  private final OutputStream out;

  SseSink(ServerResponse response) {
    response.header(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
    response.header(HeaderNames.CACHE_CONTROL, "no-cache");
    response.header(HeaderNames.create("X-Accel-Buffering"), "no");
    out = response.outputStream();
  }

  @Override
  public void event(@Nullable String name, JsonNode data) {
    String head = name == null ? "" : "event: " + name + "\n";
    write(head + "data: " + Json.text(data) + "\n\n");
  }

  @Override
  public void alive() {
    write(": alive\n\n");
  }

  @Override
  public void done() {
    write("data: [DONE]\n\n");
  }

  private void write(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /// The response is complete.
  void close() {
    try {
      out.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
