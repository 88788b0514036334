package dev.fathom.server;

import dev.fathom.chats.ChatStoreException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/// Errors on their way to the client.
final class Refusals {
  private Refusals() {}

  /// What Helidon refuses, in our words.
  static ApiException of(RuntimeException helidons) {
    int status =
        switch (helidons) {
          case RequestException request -> request.status().code();
          case HttpException http -> http.status().code();
          default -> 500;
        };
    return of(status);
  }

  /// What is the matter with the chats; the store has found the words.
  static ApiException of(ChatStoreException trouble) {
    String words = String.valueOf(trouble.getMessage());
    return switch (trouble.kind()) {
      case ABSENT -> ApiException.absent(null, "not_found", words);
      case INVALID -> ApiException.bad(null, words);
      case LOCKED -> ApiException.unavailable(5, "chats_locked", words);
      case FULL -> ApiException.stored(507, "storage_full", words);
      case CORRUPT -> ApiException.stored(500, "chats_corrupt", words);
      case BROKEN -> ApiException.stored(500, "chats_broken", words);
    };
  }

  /// A status in our words.
  static ApiException of(int status) {
    return switch (status) {
      case 404 -> ApiException.absent(null, "not_found", "there is nothing here");
      case 405 -> ApiException.refused(405, "method_not_allowed", "this method is not served here");
      case 408 -> ApiException.refused(408, "timeout", "the request did not arrive in time");
      case 413 -> ApiException.refused(413, "body_too_large", "the body is too large");
      case 414 -> ApiException.refused(414, "path_too_long", "the path is too long");
      case 431 -> ApiException.refused(431, "headers_too_large", "the headers are too large");
      case 503 -> ApiException.unavailable(1, "busy", "too many requests at once");
      case 500 -> ApiException.internal();
      default ->
          status >= 400 && status < 500
              ? ApiException.refused(status, "bad_request", "the request is malformed")
              : ApiException.internal();
    };
  }

  /// A whole error response.
  static void send(ServerResponse response, ApiException refused, JsonNode body) {
    response.status(Status.create(refused.status()));
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    if (refused.retrySeconds() > 0) {
      response.header(HeaderNames.RETRY_AFTER, Integer.toString(refused.retrySeconds()));
    }
    if (refused.status() == 401) {
      response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    response.send(Json.text(body).getBytes(StandardCharsets.UTF_8));
  }
}
