package dev.fathom.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Where the hub and the cache are, and who asks, by the variables that Hugging Face's own library
/// reads.
///
/// @param endpoint `HF_ENDPOINT`, without a slash at its end
/// @param cache `HF_HUB_CACHE`, else `hub` in `HF_HOME`
/// @param offline `HF_HUB_OFFLINE`: the network is not touched
/// @param symlinks not `HF_HUB_DISABLE_SYMLINKS`
public record HubSettings(
    URI endpoint, Path cache, Token token, boolean offline, boolean symlinks, Pace pace) {
  private static final String USUAL_ENDPOINT = "https://huggingface.co";
  private static final Set<String> YES = Set.of("1", "on", "yes", "true");

  public HubSettings {
    String scheme = endpoint.getScheme() == null ? "" : endpoint.getScheme();
    if (!Set.of("http", "https").contains(scheme) || endpoint.getHost() == null) {
      throw new IllegalArgumentException(
          "HF_ENDPOINT is '" + endpoint + "', want a URL like " + USUAL_ENDPOINT);
    }
    cache = cache.toAbsolutePath().normalize();
  }

  /// What the environment says, with the usual places where it says nothing.
  public static HubSettings of(Map<String, String> environment) {
    Path home = home(environment);
    String endpoint = said(environment, "HF_ENDPOINT", USUAL_ENDPOINT).replaceAll("/+$", "");
    String cache = said(environment, "HF_HUB_CACHE", home.resolve("hub").toString());
    return new HubSettings(
        uri(endpoint),
        expanded(cache),
        Token.find(environment, home),
        isYes(environment, "HF_HUB_OFFLINE") || isYes(environment, "TRANSFORMERS_OFFLINE"),
        !isYes(environment, "HF_HUB_DISABLE_SYMLINKS"),
        Pace.of(
            seconds(environment, "HF_HUB_ETAG_TIMEOUT", 10),
            seconds(environment, "HF_HUB_DOWNLOAD_TIMEOUT", 30)));
  }

  private static URI uri(String endpoint) {
    try {
      return URI.create(endpoint);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "HF_ENDPOINT is '" + endpoint + "', want a URL like " + USUAL_ENDPOINT, wrong);
    }
  }

  private static Path home(Map<String, String> environment) {
    String usual = said(environment, "XDG_CACHE_HOME", "~/.cache") + "/huggingface";
    return expanded(said(environment, "HF_HOME", usual));
  }

  private static Path expanded(String path) {
    boolean home = path.equals("~") || path.startsWith("~/");
    return Path.of(home ? System.getProperty("user.home") + path.substring(1) : path);
  }

  private static String said(Map<String, String> environment, String name, String otherwise) {
    String value = environment.getOrDefault(name, "");
    return value.isBlank() ? otherwise : value;
  }

  private static boolean isYes(Map<String, String> environment, String name) {
    return YES.contains(environment.getOrDefault(name, "").toLowerCase(Locale.ROOT));
  }

  private static Duration seconds(Map<String, String> environment, String name, int otherwise) {
    String value = environment.getOrDefault(name, "");
    return Duration.ofSeconds(value.matches("[1-9]\\d{0,5}") ? Integer.parseInt(value) : otherwise);
  }

  /// The same with another pace.
  public HubSettings with(Pace other) {
    return new HubSettings(endpoint, cache, token, offline, symlinks, other);
  }

  /// The same that does not touch the network.
  public HubSettings withoutNetwork() {
    return new HubSettings(endpoint, cache, token, true, symlinks, pace);
  }
}
