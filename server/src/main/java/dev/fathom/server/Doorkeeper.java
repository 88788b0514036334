package dev.fathom.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a request was meant for this server. A page that a browser loaded from elsewhere can
/// reach 127.0.0.1, by its own name after the name's address was changed (DNS rebinding): such a
/// request bears the wrong Host, or an Origin.
///
/// @param hosts names this server answers to, in lower case, without port
/// @param origins pages that may talk to it, besides its own
record Doorkeeper(Set<String> hosts, Set<String> origins) {
  /// How a server on the own machine is called.
  static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

  Doorkeeper {
    hosts = Set.copyOf(hosts);
    origins = Set.copyOf(origins);
  }

  /// 403 unless Host is one of ours and Origin, if there is one, too.
  void check(@Nullable String host, @Nullable String origin) {
    if (host == null || !hosts.contains(name(host))) {
      throw ApiException.forbidden(
          "the Host header does not name this server; 'hosts' in its configuration may add names");
    }
    if (origin != null && !origins.contains(origin) && !own(origin)) {
      throw ApiException.forbidden(
          "pages of this origin are not served; 'origins' in the configuration may add it");
    }
  }

  private boolean own(String origin) {
    try {
      URI uri = new URI(origin);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return web && uri.getHost() != null && hosts.contains(uri.getHost().toLowerCase(Locale.ROOT));
    } catch (URISyntaxException malformed) {
      return false;
    }
  }

  /// `host` without its port, in lower case.
  private static String name(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    int colon = lower.lastIndexOf(':');
    boolean port = colon >= 0 && colon > lower.lastIndexOf(']');
    return port ? lower.substring(0, colon) : lower;
  }
}
