package dev.fathom.server;

import io.helidon.common.context.Context;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// One request and its response, as the routes see them.
final class Exchange {
  private static final String JSON = "application/json";

  private final ServerRequest request;
  private final ServerResponse response;
  private final Wire wire;

  Exchange(ServerRequest request, ServerResponse response, Wire wire) {
    this.request = request;
    this.response = response;
    this.wire = wire;
  }

  /// Who asks; the gate found out.
  Caller caller() {
    Context context = request.context();
    return context.get(Caller.class).orElse(Caller.ANYBODY);
  }

  Wire wire() {
    return wire;
  }

  ServerResponse response() {
    return response;
  }

  /// The fields of the JSON body.
  Fields fields(Json json) {
    String type = request.headers().contentType().map(t -> t.mediaType().text()).orElse("");
    if (!type.toLowerCase(Locale.ROOT).equals(JSON)) {
      throw ApiException.refused(
          415, "unsupported_media_type", "the body must be sent as Content-Type: " + JSON);
    }
    byte[] body = request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0];
    wire.requestComplete();
    return Fields.of(json.object(body));
  }

  /// What stands in the path for `{name}`.
  String pathParameter(String name) {
    return request.path().pathParameters().get(name);
  }

  void send(JsonNode body) {
    send(200, body);
  }

  void send(int status, JsonNode body) {
    response.status(Status.create(status));
    text(JSON, Json.text(body));
  }

  /// A refusal; it says when to come back, where that is known.
  void send(ApiException error, JsonNode body) {
    if (error.retrySeconds() > 0) {
      response.header(HeaderNames.RETRY_AFTER, Integer.toString(error.retrySeconds()));
    }
    send(error.status(), body);
  }

  void text(String type, String body) {
    response.header(HeaderNames.CONTENT_TYPE, type);
    response.send(body.getBytes(StandardCharsets.UTF_8));
  }
}
