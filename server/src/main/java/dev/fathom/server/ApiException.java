package dev.fathom.server;

import org.jspecify.annotations.Nullable;

/// Why a request is not served: a status, and what the error object says. The message is one line
/// for the client's author and holds nothing of the inside.
final class ApiException extends RuntimeException {
  /// The status of a request whose client did not wait for the answer (nginx's number).
  static final int GONE = 499;

  private static final long serialVersionUID = 1L;

  private final int status;
  private final Kind kind;
  private final @Nullable String param;
  private final @Nullable String code;
  private final int retrySeconds;

  /// What the error is about, as OpenAI and as Anthropic spell it.
  enum Kind {
    INVALID("invalid_request_error", "invalid_request_error"),
    UNKNOWN("invalid_request_error", "not_found_error"),
    AUTHENTICATION("authentication_error", "authentication_error"),
    PERMISSION("permission_error", "permission_error"),
    RATE("rate_limit_error", "rate_limit_error"),
    OVERLOADED("server_error", "overloaded_error"),
    SERVER("server_error", "api_error");

    final String openAi;
    final String anthropic;

    Kind(String openAi, String anthropic) {
      this.openAi = openAi;
      this.anthropic = anthropic;
    }
  }

  private ApiException(
      int status, Kind kind, @Nullable String param, @Nullable String code, String message) {
    this(status, kind, new Detail(param, code, 0), message);
  }

  private ApiException(int status, Kind kind, Detail detail, String message) {
    super(message, null, false, false);
    this.status = status;
    this.kind = kind;
    param = detail.param;
    code = detail.code;
    retrySeconds = detail.retrySeconds;
  }

  private record Detail(@Nullable String param, @Nullable String code, int retrySeconds) {}

  /// 400: the value at `param` cannot be served.
  static ApiException bad(@Nullable String param, String message) {
    return new ApiException(400, Kind.INVALID, param, "invalid_value", message);
  }

  /// 400: what `param` asks for does not exist here.
  static ApiException unsupported(String param, String message) {
    return new ApiException(400, Kind.INVALID, param, "unsupported_parameter", message);
  }

  /// 400: prompt, or prompt and answer, do not fit the context.
  static ApiException tooLong(@Nullable String param, String message) {
    return new ApiException(400, Kind.INVALID, param, "context_length_exceeded", message);
  }

  /// 401: no key, or an unknown one.
  static ApiException unauthorized(String message) {
    return new ApiException(401, Kind.AUTHENTICATION, null, "invalid_api_key", message);
  }

  /// 403: the sender may not talk to this server.
  static ApiException forbidden(String message) {
    return new ApiException(403, Kind.PERMISSION, null, "forbidden", message);
  }

  /// 404: the request names a model that is not here.
  static ApiException noModel() {
    return absent(
        "model", "model_not_found", "there is no model of this name here; see /v1/models");
  }

  /// 404: there is no such thing.
  static ApiException absent(@Nullable String param, String code, String message) {
    return new ApiException(404, Kind.UNKNOWN, param, code, message);
  }

  /// Any other status that is the client's doing.
  static ApiException refused(int status, String code, String message) {
    return new ApiException(status, Kind.INVALID, null, code, message);
  }

  /// 429: later, perhaps.
  static ApiException tooMany(int retrySeconds, String code, String message) {
    return new ApiException(429, Kind.RATE, new Detail(null, code, retrySeconds), message);
  }

  /// 503: nothing can be served now.
  static ApiException unavailable(int retrySeconds, String code, String message) {
    return new ApiException(503, Kind.OVERLOADED, new Detail(null, code, retrySeconds), message);
  }

  /// What the server keeps cannot be had or added to.
  static ApiException stored(int status, String code, String message) {
    return new ApiException(status, Kind.SERVER, null, code, message);
  }

  /// 499: the client went away; nobody reads this.
  static ApiException gone() {
    return new ApiException(GONE, Kind.INVALID, null, "client_gone", "the client went away");
  }

  /// 500: the model could not go on.
  static ApiException failed() {
    return new ApiException(
        500,
        Kind.SERVER,
        null,
        "generation_failed",
        "the generation failed; the server's log says why");
  }

  /// 500: the mistake is ours.
  static ApiException internal() {
    return new ApiException(
        500, Kind.SERVER, null, "internal_error", "an error inside the server; its log says more");
  }

  int status() {
    return status;
  }

  Kind kind() {
    return kind;
  }

  @Nullable String param() {
    return param;
  }

  @Nullable String code() {
    return code;
  }

  /// When to try again, 0 for no advice.
  int retrySeconds() {
    return retrySeconds;
  }

  String line() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
