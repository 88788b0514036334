package dev.fathom.server;

import dev.fathom.chats.ChatStoreException;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// In front of every route: who may talk to this server at all, whose key it is, and what happens
/// to a request that fails. Nothing else checks keys, so nothing can forget to.
final class Gate implements Filter {
  private static final Logger ACCESS = System.getLogger("dev.fathom.server.access");
  private static final Logger LOG = System.getLogger(Gate.class.getName());
  private static final HeaderName API_KEY = HeaderNames.create("x-api-key");
  private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");

  private final Doorkeeper doorkeeper;
  private final @Nullable KeyRing keys;
  private final Gauges gauges;
  private final Routes routes;

  Gate(Doorkeeper doorkeeper, @Nullable KeyRing keys, Gauges gauges, Routes routes) {
    this.doorkeeper = doorkeeper;
    this.keys = keys;
    this.gauges = gauges;
    this.routes = routes;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long start = System.nanoTime();
    String path = request.path().rawPath();
    Wire wire = Wires.current();
    if (!hasBody(request.headers())) {
      wire.requestComplete();
    }
    int code = ApiException.GONE;
    try {
      code = pass(chain, request, response, path);
    } finally {
      wire.requestComplete();
      String route = routes.pattern(path);
      gauges.request(route, code, System.nanoTime() - start);
      log(request, route, code, start);
    }
  }

  private int pass(
      FilterChain chain, RoutingRequest request, RoutingResponse response, String path) {
    try (KeyRing.Use use = admit(request, path)) {
      request.context().register(use.caller());
      request.context().register(use);
      if (path.startsWith("/api/")) {
        // people's words belong into no cache
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
      }
      chain.proceed();
      return response.status().code();
    } catch (ApiException refused) {
      return refuse(response, path, refused);
    }
  }

  /// What a route threw, as an answer.
  void explain(ServerRequest request, ServerResponse response, Throwable thrown) {
    String path = request.path().rawPath();
    switch (thrown) {
      case ApiException refused -> refuse(response, path, refused);
      case HttpException helidons -> refuse(response, path, Refusals.of(helidons));
      case ChatStoreException trouble -> refuse(response, path, Refusals.of(trouble));
      // the client went away within its body: nothing of ours is broken
      case DataReader.InsufficientDataAvailableException _ ->
          refuse(response, path, ApiException.gone());
      default -> {
        LOG.log(Level.ERROR, "a request to " + routes.pattern(path) + " failed", thrown);
        refuse(response, path, ApiException.internal());
      }
    }
  }

  private KeyRing.Use admit(RoutingRequest request, String path) {
    ServerRequestHeaders headers = request.headers();
    doorkeeper.check(header(headers, HeaderNames.HOST), header(headers, HeaderNames.ORIGIN));
    if ("cross-site".equals(header(headers, FETCH_SITE))
        && header(headers, HeaderNames.ORIGIN) == null) {
      Method method = request.prologue().method();
      boolean reads = method.equals(Method.GET) || method.equals(Method.HEAD);
      if (!reads || !routes.isOpen(path)) {
        throw ApiException.forbidden("requests from other sites are not served");
      }
    }
    if (keys == null || routes.isOpen(path)) {
      return KeyRing.Use.ANYBODY;
    }
    return keys.use(key(headers), path.startsWith("/v1/"));
  }

  private static @Nullable String key(ServerRequestHeaders headers) {
    String authorization = header(headers, HeaderNames.AUTHORIZATION);
    if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return authorization.substring(7).strip();
    }
    return header(headers, API_KEY);
  }

  private static @Nullable String header(ServerRequestHeaders headers, HeaderName name) {
    Optional<String> value = headers.first(name);
    return value.orElse(null);
  }

  private static boolean hasBody(ServerRequestHeaders headers) {
    return headers.contains(HeaderNames.CONTENT_LENGTH)
        || headers.contains(HeaderNames.TRANSFER_ENCODING);
  }

  private static int refuse(ServerResponse response, String path, ApiException refused) {
    JsonNode body =
        path.startsWith("/v1/messages")
            ? ErrorObjects.anthropic(refused)
            : ErrorObjects.openAi(refused);
    Refusals.send(response, refused, body);
    return refused.status();
  }

  /// One line a request: no content, no address, no path that a client made up.
  private static void log(RoutingRequest request, String route, int code, long start) {
    if (ACCESS.isLoggable(Level.INFO)) {
      Caller caller = request.context().get(Caller.class).orElse(Caller.ANYBODY);
      long millis = (System.nanoTime() - start) / 1_000_000;
      ACCESS.log(
          Level.INFO,
          "{0} {1} {2} {3} ms key={4}",
          request.prologue().method().text(),
          route,
          Integer.toString(code),
          Long.toString(millis),
          caller.name().isEmpty() ? "-" : caller.name());
    }
  }
}
