package dev.fathom.server;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler;
import io.helidon.http.Status;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Helidon, with everything closed that it leaves open by default.
final class Listener {
  // the kernel doubles it; the other half of 64 KiB is for the tokens that wait behind it
  private static final int SEND_BUFFER = 16 << 10;
  private static final int MAX_PROLOGUE = 4096;

  private Listener() {}

  /// HTTP/1.1 within our limits.
  static Http1Config http(Limits limits) {
    return Http1Config.builder()
        .maxHeadersSize(limits.headerBytes())
        .maxPrologueLength(MAX_PROLOGUE)
        .validatePath(true)
        .validatePrologue(true)
        .build();
  }

  /// The settings of a server.
  static WebServerConfig.Builder config(
      ServerConfig config, Wires wires, HttpRouting.Builder routing) {
    WebServerConfig.Builder builder =
        WebServer.builder()
            .host(config.address().host())
            .port(config.address().port())
            .maxTcpConnections(config.address().connections())
            .maxConcurrentRequests(config.address().connections())
            // the routes read no more than what is theirs (Exchange.body)
            .maxPayloadSize(largest(config.limits()))
            .maxInMemoryEntity(largest(config.limits()))
            .idleConnectionTimeout(config.patience().idle())
            .idleConnectionPeriod(Duration.ofSeconds(5))
            .connectionOptions(sockets())
            // writes go straight to the socket: what a slow reader leaves lies in its buffer alone
            .writeQueueLength(0)
            .smartAsyncWrites(false)
            .shutdownHook(false)
            .shutdownGracePeriod(Duration.ofMillis(500))
            .protocolsDiscoverServices(false)
            .featuresDiscoverServices(false)
            .enableProxyProtocol(false)
            .contentEncoding(
                ContentEncodingContext.builder().contentEncodingsDiscoverServices(false).build())
            .errorHandling(ErrorHandling.builder().includeEntity(false).build())
            .directHandlers(directly())
            .addConnectionSelector(wires)
            .routing(routing);
    ServerConfig.Tls tls = config.address().tls();
    if (tls != null) {
      // SSLSocket: its reads can time out, also in the handshake
      builder.tls(Certificates.of(tls)).useNio(false);
    }
    return builder;
  }

  private static int largest(Limits limits) {
    return Math.max(limits.bodyBytes(), limits.fileBytes());
  }

  private static SocketOptions sockets() {
    return SocketOptions.builder()
        .tcpNoDelay(true)
        .socketKeepAlive(true)
        .socketSendBufferSize(SEND_BUFFER)
        .readTimeout(Duration.ofSeconds(30))
        .build();
  }

  /// What is refused before there is a request speaks as the rest does.
  private static DirectHandlers directly() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    DirectHandler ours =
        (request, type, status, headers, message) -> {
          // what cannot even be read as a request is the client's fault, whatever Helidon calls it
          boolean unread = status.code() >= 500 && request.method().isEmpty();
          ApiException refused = Refusals.of(unread ? 400 : status.code());
          byte[] body = Json.text(ErrorObjects.openAi(refused)).getBytes(StandardCharsets.UTF_8);
          return DirectHandler.TransportResponse.builder()
              .status(Status.create(refused.status()))
              .headers(headers)
              .header(io.helidon.http.HeaderNames.CONTENT_TYPE, "application/json")
              .keepAlive(false)
              .entity(body)
              .build();
        };
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, ours);
    }
    return handlers.build();
  }
}
