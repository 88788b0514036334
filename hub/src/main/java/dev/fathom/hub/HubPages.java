package dev.fathom.hub;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// What the hub says of repositories and files, and what its refusals mean.
final class HubPages {
  private static final int LARGEST_LISTING = 64 << 20;

  private final HubSettings settings;
  private final Wire wire;

  HubPages(HubSettings settings, Wire wire) {
    this.settings = settings;
    this.wire = wire;
  }

  private URI page(RepoName repo, String rest) {
    return URI.create(settings.endpoint() + rest.replace("*", repo.toString()));
  }

  /// The repository's files at a revision.
  Listing listing(ModelName.Hosted name, Patience patience) {
    RepoName repo = name.repo();
    String revision = Listing.encoded(name.revision());
    URI uri = page(repo, "/api/models/*/revision/" + revision + "?blobs=true");
    try {
      byte[] answer =
          patience.until(
              () -> {
                try (Answer page = wire.get(uri, Map.of())) {
                  return page.bytes(LARGEST_LISTING);
                }
              });
      return Listing.read(repo, answer, page(repo, "/*/resolve"));
    } catch (Denied no) {
      throw meaning(no, name);
    }
  }

  /// The one file that a plain URL with a checksum names, as a repository of its own.
  Listing listing(ModelName.Elsewhere name, Patience patience) {
    try {
      long bytes = patience.until(() -> bytes(name.uri()));
      String path = name.uri().getPath();
      String file = path.substring(path.lastIndexOf('/') + 1);
      RepoName repo = repository(name);
      List<RemoteFile> files = List.of(new RemoteFile(file, bytes, name.digest()));
      String commit = name.digest().hex().substring(0, 40);
      return new Listing(repo, commit, files, "", false, name.uri().resolve("."));
    } catch (Denied no) {
      throw HubException.of(HubException.Kind.REFUSED, name, no.status());
    }
  }

  /// The repository under which a plain URL's file is kept: its host, and its name.
  static RepoName repository(ModelName.Elsewhere name) {
    String path = name.uri().getPath();
    String file = path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.[A-Za-z]+$", "");
    return new RepoName(plain(name.uri().getHost()), plain(file));
  }

  private static String plain(String text) {
    String plain = text.replaceAll("[^A-Za-z0-9_]+", "-").replaceAll("^-|-$", "");
    return plain.isEmpty() ? "file" : plain;
  }

  private long bytes(URI uri) throws IOException {
    try (Answer answer = wire.get(uri, Map.of("Range", "bytes=0-0"))) {
      if (answer.wholeBytes() < 0) {
        throw new TryAgain(answer.place() + " does not say how long it is");
      }
      return answer.wholeBytes();
    }
  }

  /// What a refusal means to whoever asked for `name`.
  HubException meaning(Denied no, ModelName.Hosted name) {
    RepoName repo = name.repo();
    String page = page(repo, "/*").toString();
    boolean known = settings.token().isPresent();
    return switch (no.code()) {
      case "RepoNotFound" -> absent(repo);
      case "RevisionNotFound" ->
          HubException.of(HubException.Kind.NO_REVISION, repo, name.revision());
      case "GatedRepo" -> gated(repo, page);
      default ->
          switch (no.status()) {
            case 401 -> known ? badToken(repo) : absent(repo);
            case 403 -> gated(repo, page);
            case 404 -> absent(repo);
            default -> HubException.of(HubException.Kind.REFUSED, repo, no.status());
          };
    };
  }

  private HubException absent(RepoName repo) {
    return HubException.of(HubException.Kind.NO_REPOSITORY, repo, settings.endpoint().getHost());
  }

  private HubException badToken(RepoName repo) {
    return HubException.of(HubException.Kind.BAD_TOKEN, repo, settings.endpoint().getHost());
  }

  /// Why a gated repository is closed: nobody asked, or somebody who has not accepted its licence.
  HubException gated(RepoName repo, String page) {
    boolean known = settings.token().isPresent();
    return HubException.of(
        known ? HubException.Kind.NOT_ACCEPTED : HubException.Kind.GATED, repo, page);
  }

  /// Refuses a gated repository where there is no token to open it.
  void requireOpen(Listing listing) {
    if (listing.gated() && !settings.token().isPresent()) {
      throw gated(listing.repo(), page(listing.repo(), "/*").toString());
    }
  }
}
