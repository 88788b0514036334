package dev.fathom.hub;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// GET over HTTP/1.1, redirects followed by our own rules: the token goes to the hub alone, nothing
/// leads from https to http, nothing leads in a circle, and bodies come as they are.
final class Wire implements AutoCloseable {
  private static final int MOST_HOPS = 8;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> PASSING = Set.of(408, 416, 425, 429);

  private final HubSettings settings;
  private final HttpClient client;

  Wire(HubSettings settings) {
    this.settings = settings;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.pace().connect())
            .build();
  }

  /// Asks for `uri`; the caller closes the answer. Throws {@link TryAgain} or another IOException
  /// where a second attempt may help, {@link Denied} where it will not.
  Answer get(URI uri, Map<String, String> headers) throws IOException {
    Set<URI> visited = new HashSet<>();
    @Nullable HttpHeaders hub = null;
    URI at = uri;
    for (int hop = 0; hop <= MOST_HOPS; hop++) {
      if (!visited.add(at)) {
        throw HubException.of(HubException.Kind.REDIRECT, place(uri), "in a circle");
      }
      HttpResponse<TimedBody> response = send(at, headers);
      hub = hub == null ? response.headers() : hub;
      if (!REDIRECTS.contains(response.statusCode())) {
        return checked(
            new Answer(place(uri), response.statusCode(), hub, response.headers(), response.body()),
            at);
      }
      response.body().close();
      at = next(at, response.headers());
    }
    throw HubException.of(
        HubException.Kind.REDIRECT, place(uri), "more than " + MOST_HOPS + " times");
  }

  /// Host and path, without what may be secret.
  private static String place(URI uri) {
    return uri.getHost() + uri.getPath();
  }

  private HttpResponse<TimedBody> send(URI uri, Map<String, String> headers) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(settings.pace().answer())
            .header("Accept-Encoding", "identity")
            .header("User-Agent", "fathom");
    headers.forEach(request::header);
    if (isHub(uri)) {
      settings.token().authorization().ifPresent(value -> request.header("Authorization", value));
    }
    try {
      return client.send(request.build(), _ -> new TimedBody(settings.pace()));
    } catch (ConnectException closed) {
      throw new IOException(uri.getHost() + " cannot be reached from here", closed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    } catch (IllegalArgumentException unsendable) {
      throw new IOException(
          place(uri) + " cannot be asked: " + unsendable.getMessage(), unsendable);
    }
  }

  /// Same scheme, host and port as the endpoint.
  private boolean isHub(URI uri) {
    URI endpoint = settings.endpoint();
    return uri.getScheme().equalsIgnoreCase(endpoint.getScheme())
        && uri.getHost().equalsIgnoreCase(endpoint.getHost())
        && port(uri) == port(endpoint);
  }

  private static int port(URI uri) {
    boolean said = uri.getPort() >= 0;
    return said ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  static URI next(URI at, HttpHeaders headers) throws IOException {
    URI next = location(at, headers);
    String scheme = next.getScheme() == null ? "" : next.getScheme().toLowerCase(Locale.ROOT);
    boolean web = scheme.equals("https") || scheme.equals("http");
    if (!web || next.getHost() == null || next.getUserInfo() != null) {
      throw HubException.of(
          HubException.Kind.REDIRECT, place(at), "to what is no plain web address");
    }
    if (at.getScheme().equalsIgnoreCase("https") && scheme.equals("http")) {
      throw HubException.of(
          HubException.Kind.REDIRECT, place(at), "from https to http at " + next.getHost());
    }
    return next;
  }

  private static URI location(URI at, HttpHeaders headers) throws IOException {
    String location = headers.firstValue("Location").orElse("");
    try {
      return at.resolve(location);
    } catch (IllegalArgumentException wrong) {
      throw new TryAgain(place(at) + " redirects to what is no address");
    }
  }

  private Answer checked(Answer answer, URI from) throws IOException {
    int status = answer.status();
    String encoding = answer.last().firstValue("Content-Encoding").orElse("identity");
    if ((status == 200 || status == 206) && encoding.equalsIgnoreCase("identity")) {
      return answer;
    }
    answer.close();
    if (status == 200 || status == 206) {
      throw new TryAgain(
          answer.place() + " sends its body as '" + encoding + "', want it as it is");
    }
    // a storage's link may have run out: the hub gives a new one
    if (status >= 500 || PASSING.contains(status) || !isHub(from)) {
      throw new TryAgain(
          answer.place() + " was answered with status " + status, retryAfter(answer.last()));
    }
    throw new Denied(answer.place(), status, answer.last().firstValue("X-Error-Code").orElse(""));
  }

  /// `Retry-After` in seconds or as a date.
  private static Duration retryAfter(HttpHeaders headers) {
    String value = headers.firstValue("Retry-After").orElse("");
    if (value.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration wait = Duration.between(ZonedDateTime.now(date.getZone()), date);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException none) {
      return Duration.ZERO;
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
