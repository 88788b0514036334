package dev.fathom.server;

import dev.fathom.meter.Energy;
import dev.fathom.meter.Receipt;
import io.helidon.common.context.Context;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
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

  /// One use more of the caller's key, for what outlives this request.
  KeyRing.Use hold() {
    return request.context().get(KeyRing.Use.class).orElse(KeyRing.Use.ANYBODY).hold();
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
    return Fields.of(json.object(body(json.bytes())));
  }

  /// The body as it is, of `longest` bytes at most; of none where there is none.
  byte[] body(int longest) {
    if (!request.content().hasEntity()) {
      wire.requestComplete();
      return new byte[0];
    }
    if (request.headers().contentLength().orElse(0) > longest) {
      throw Refusals.of(413);
    }
    try (InputStream in = request.content().inputStream()) {
      byte[] body = in.readNBytes(longest + 1);
      if (body.length > longest) {
        throw Refusals.of(413);
      }
      wire.requestComplete();
      return body;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// What stands behind the `?` for `name`, empty where nothing does.
  String query(String name) {
    return request.query().first(name).orElse("");
  }

  /// A header, empty where it is absent.
  String header(HeaderName name) {
    return request.headers().first(name).orElse("");
  }

  String path() {
    return request.path().rawPath();
  }

  /// What stands in the path for `{name}`.
  String pathParameter(String name) {
    return request.path().pathParameters().get(name);
  }

  /// Says in headers what the answer took.
  void tell(Receipt receipt) {
    Energy energy = receipt.effort().energy();
    energy.joules().ifPresent(joules -> header("fathom-energy-joules", joules.value()));
    response.header(HeaderNames.create("fathom-energy-source"), energy.source());
    receipt.carbon().ifPresent(carbon -> header("fathom-co2-grams", carbon.grams()));
  }

  private void header(String name, double value) {
    String text = BigDecimal.valueOf(value).round(new MathContext(6)).toPlainString();
    response.header(HeaderNames.create(name), text);
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

  /// 204.
  void done() {
    response.status(Status.NO_CONTENT_204);
    response.send();
  }

  void text(String type, String body) {
    response.header(HeaderNames.CONTENT_TYPE, type);
    bytes(body.getBytes(StandardCharsets.UTF_8));
  }

  /// The body; to HEAD its length alone.
  void bytes(byte[] body) {
    if (request.prologue().method().equals(Method.HEAD)) {
      response.contentLength(body.length);
      response.send();
    } else {
      response.send(body);
    }
  }
}
