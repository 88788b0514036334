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
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which path is served by what. What a path is called in figures and logs is its pattern: the
/// words of a client never get there.
final class Routes {
  /// Serves one exchange.
  @FunctionalInterface
  interface Service {
    void serve(Exchange exchange) throws InterruptedException;
  }

  /// Paths without a pattern: files.
  interface Files {
    /// Whether there is a file at `path`.
    boolean has(String path);

    /// Serves it, to GET and HEAD.
    void serve(Exchange exchange);
  }

  private static final String FILE = "/{file}";

  private record Route(
      Method method, String pattern, boolean open, Predicate<String> path, Service service) {
    Route(Method method, String pattern, boolean open, Service service) {
      this(method, pattern, open, regex(pattern).asMatchPredicate(), service);
    }

    private static Pattern regex(String pattern) {
      String[] parts = pattern.split("\\{[a-z]+}", -1);
      StringBuilder regex = new StringBuilder();
      for (int i = 0; i < parts.length; i++) {
        regex.append(i == 0 ? "" : "[^/]+").append(Pattern.quote(parts[i]));
      }
      return Pattern.compile(regex.toString());
    }
  }

  private final List<Route> routes = new ArrayList<>();
  private @Nullable Files files;

  void get(String pattern, Service service) {
    routes.add(new Route(Method.GET, pattern, false, service));
  }

  /// For anybody who reaches the server, with a key or without, from whatever page.
  void openGet(String pattern, Service service) {
    routes.add(new Route(Method.GET, pattern, true, service));
  }

  void post(String pattern, Service service) {
    routes.add(new Route(Method.POST, pattern, false, service));
  }

  void patch(String pattern, Service service) {
    routes.add(new Route(Method.PATCH, pattern, false, service));
  }

  void delete(String pattern, Service service) {
    routes.add(new Route(Method.DELETE, pattern, false, service));
  }

  /// Files for anybody, where no route fits.
  void files(Files others) {
    files = others;
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
        .filter(route -> route.path.test(path))
        .map(Route::pattern)
        .findFirst()
        .orElseGet(() -> hasFile(path) ? FILE : "other");
  }

  /// Whether anybody may read `path`.
  boolean isOpen(String path) {
    return routes.stream()
        .filter(route -> route.path.test(path))
        .findFirst()
        .map(Route::open)
        .orElseGet(() -> hasFile(path));
  }

  private boolean hasFile(String path) {
    return files != null && files.has(path);
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
          String path = request.path().rawPath();
          Method method = request.prologue().method();
          boolean reads = method.equals(Method.GET) || method.equals(Method.HEAD);
          if (files != null && reads && pattern(path).equals(FILE)) {
            files.serve(new Exchange(request, response, Wires.current()));
            return;
          }
          boolean known = !pattern(path).equals("other");
          throw Refusals.of(known ? Status.METHOD_NOT_ALLOWED_405.code() : 404);
        });
  }
}
