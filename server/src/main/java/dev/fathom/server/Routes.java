package dev.fathom.server;

import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRouting;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Which path is served by what. What a path is called in figures and logs is its pattern: the
/// words of a client never get there.
final class Routes {
  /// Serves one exchange.
  @FunctionalInterface
  interface Service {
    void serve(Exchange exchange) throws InterruptedException;
  }

  private record Route(Method method, String pattern, Service service) {
    boolean matches(String path) {
      String[] parts = pattern.split("\\{[a-z]+}", -1);
      StringBuilder regex = new StringBuilder();
      for (int i = 0; i < parts.length; i++) {
        regex.append(i == 0 ? "" : "[^/]+").append(Pattern.quote(parts[i]));
      }
      return path.matches(regex.toString());
    }
  }

  private final List<Route> routes = new ArrayList<>();

  void get(String pattern, Service service) {
    routes.add(new Route(Method.GET, pattern, service));
  }

  void post(String pattern, Service service) {
    routes.add(new Route(Method.POST, pattern, service));
  }

  /// All patterns that are served.
  Set<String> patterns() {
    Set<String> patterns = new TreeSet<>();
    routes.forEach(route -> patterns.add(route.pattern));
    return patterns;
  }

  /// The pattern that `path` follows, `other` for none.
  String pattern(String path) {
    return routes.stream()
        .filter(route -> route.matches(path))
        .map(Route::pattern)
        .findFirst()
        .orElse("other");
  }

  private static void serve(Route route, Exchange exchange) throws InterruptedException {
    try {
      route.service.serve(exchange);
    } catch (ApiException refused) {
      if (refused.status() == ApiException.GONE || exchange.response().bytesWritten() > 0) {
        throw new CloseConnectionException("nobody is there to hear the answer's end", refused);
      }
      throw refused;
    } catch (UncheckedIOException gone) {
      throw new CloseConnectionException("the client has gone", gone);
    }
  }

  /// Adds all of them to `routing`; what matches none is a 404, a wrong method a 405.
  void register(HttpRouting.Builder routing) {
    for (Route route : routes) {
      routing.route(
          route.method,
          route.pattern,
          (request, response) -> serve(route, new Exchange(request, response, Wires.current())));
    }
    routing.any(
        (request, response) -> {
          boolean known = !pattern(request.path().rawPath()).equals("other");
          throw Refusals.of(known ? Status.METHOD_NOT_ALLOWED_405.code() : 404);
        });
  }
}
