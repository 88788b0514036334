package dev.fathom.hub;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What people call a model.
public sealed interface ModelName {
  /// What a revision may be called; no way out of the folder `refs`.
  Pattern REVISION =
      Pattern.compile("(?!.*(\\.\\.|//))[A-Za-z0-9_][A-Za-z0-9._/+-]{0,199}(?<![./])");

  /// A file or folder of this machine.
  record Local(Path path) implements ModelName {}

  /// A repository of the hub.
  ///
  /// @param part a file, or a quantisation, or null for what is usual
  /// @param revision a branch, a tag or a commit
  record Hosted(RepoName repo, @Nullable String part, String revision) implements ModelName {
    /// The branch that is meant where none is named.
    public static final String MAIN = "main";

    private static final int LONGEST_PART = 255;

    public Hosted {
      if (!REVISION.matcher(revision).matches()) {
        throw HubException.of(HubException.Kind.REVISION, revision);
      }
      if (part != null && (part.length() > LONGEST_PART || !RemoteFile.isPath(part))) {
        throw HubException.of(HubException.Kind.PATH, repo, part);
      }
    }

    /// Whether the revision is a commit, which never changes.
    public boolean isPinned() {
      return revision.matches("[0-9a-f]{40}");
    }

    @Override
    public String toString() {
      return repo
          + (part == null ? "" : ":" + part)
          + (revision.equals(MAIN) ? "" : "@" + revision);
    }
  }

  /// A file somewhere else, known by its sha256.
  record Elsewhere(URI uri, Digest digest) implements ModelName {
    @Override
    public String toString() {
      return uri.getHost() + uri.getPath();
    }
  }

  /// Understands `word`: a path where such a file is or could be meant, a URL, a short name, or
  /// `owner/name[:file-or-quant][@revision]`.
  static ModelName parse(String word) {
    if (isPath(word)) {
      return new Local(Path.of(word));
    }
    if (word.matches("https?://.*")) {
      return ofUrl(word);
    }
    if (word.indexOf('/') >= 0) {
      return ofRepository(word);
    }
    Optional<ShortName> named = ShortName.find(word.toLowerCase(Locale.ROOT));
    if (named.isPresent()) {
      return ofRepository(named.get().repository());
    }
    boolean plain = word.matches("[A-Za-z0-9.:_-]+");
    throw plain
        ? HubException.of(HubException.Kind.SHORT_NAME, word, ShortName.like(word))
        : HubException.of(HubException.Kind.NAME, word);
  }

  private static boolean isPath(String word) {
    if (word.matches("(\\.{0,2}|~)/.*|\\.{1,2}|[A-Za-z]:\\\\.*")) {
      return true;
    }
    try {
      return !word.isEmpty() && Files.exists(Path.of(word));
    } catch (InvalidPathException not) {
      return false;
    }
  }

  private static Hosted ofRepository(String word) {
    Matcher parts = Repository.WORD.matcher(word);
    if (!parts.matches()) {
      throw HubException.of(HubException.Kind.NAME, word);
    }
    String revision = parts.group("revision");
    return new Hosted(
        new RepoName(parts.group("owner"), parts.group("name")),
        parts.group("part"),
        revision == null ? Hosted.MAIN : revision);
  }

  private static ModelName ofUrl(String word) {
    URI uri;
    try {
      uri = URI.create(word);
    } catch (IllegalArgumentException wrong) {
      throw HubException.of(HubException.Kind.NAME, word);
    }
    if (uri.getHost() == null || uri.getUserInfo() != null) {
      throw HubException.of(HubException.Kind.NAME, word);
    }
    if (Repository.HOSTS.contains(uri.getHost().toLowerCase(Locale.ROOT))) {
      return ofPage(word, uri.getPath());
    }
    String fragment = uri.getFragment() == null ? "" : uri.getFragment();
    Optional<Digest> digest =
        fragment.startsWith("sha256=") ? Digest.find(fragment.substring(7)) : Optional.empty();
    if (digest.isEmpty() || !digest.get().isSha256() || uri.getPath().length() < 2) {
      throw HubException.of(HubException.Kind.URL, word);
    }
    return new Elsewhere(URI.create(word.substring(0, word.indexOf('#'))), digest.get());
  }

  /// The page of a repository, of one of its revisions, or of one of its files.
  private static Hosted ofPage(String word, String path) {
    Matcher page = Repository.PAGE.matcher(path);
    if (!page.matches()) {
      throw HubException.of(HubException.Kind.NAME, word);
    }
    String revision = page.group("revision");
    return new Hosted(
        new RepoName(page.group("owner"), page.group("name")),
        page.group("file"),
        revision == null ? Hosted.MAIN : revision);
  }

  /// How a repository is written.
  final class Repository {
    private static final Pattern WORD =
        Pattern.compile(
            "(?<owner>[^/:@]+)/(?<name>[^/:@]+)(?::(?<part>[^:@]+))?(?:@(?<revision>[^:@]+))?");
    private static final Pattern PAGE =
        Pattern.compile(
            "/(?<owner>[^/]+)/(?<name>[^/]+)"
                + "(?:/(?:tree|blob|resolve)/(?<revision>[^/]+)(?:/(?<file>.+?))?)?/?");
    private static final Set<String> HOSTS =
        Set.of("huggingface.co", "hf.co", "www.huggingface.co");

    private Repository() {}
  }
}
