package dev.fathom.hub;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a repository holds at one commit.
///
/// @param commit 40 hex digits
/// @param files in the listing's order
/// @param licence as the publisher names it, or nothing
/// @param gated whether a licence must be accepted first
/// @param root what a file's path is added to
record Listing(
    RepoName repo, String commit, List<RemoteFile> files, String licence, boolean gated, URI root) {
  private static final int MOST_FILES = 100_000;
  private static final JsonMapper JSON = new JsonMapper();

  /// Reads the answer of `api/models/OWNER/NAME/revision/REVISION?blobs=true`.
  ///
  /// @param root without the commit
  static Listing read(RepoName repo, byte[] answer, URI root) {
    JsonNode json;
    try {
      json = JSON.readTree(answer);
    } catch (JacksonException broken) {
      throw failure(repo, broken.getOriginalMessage());
    }
    String commit = json.path("sha").asString("");
    if (!commit.matches("[0-9a-f]{40}")) {
      throw failure(repo, "no commit in 'sha'");
    }
    JsonNode gated = json.path("gated");
    return new Listing(
        repo,
        commit,
        files(repo, json.path("siblings")),
        licence(json),
        gated.isString() || gated.asBoolean(false),
        URI.create(root + "/" + commit + "/"));
  }

  private static List<RemoteFile> files(RepoName repo, JsonNode siblings) {
    if (!siblings.isArray() || siblings.size() > MOST_FILES) {
      throw failure(repo, "'siblings' is no list of up to " + MOST_FILES + " files");
    }
    List<RemoteFile> files = new ArrayList<>();
    for (JsonNode sibling : siblings) {
      files.add(file(repo, sibling));
    }
    return List.copyOf(files);
  }

  private static RemoteFile file(RepoName repo, JsonNode sibling) {
    String path = sibling.path("rfilename").asString("");
    if (!RemoteFile.isPath(path)) {
      throw HubException.of(HubException.Kind.PATH, repo, path);
    }
    JsonNode large = sibling.path("lfs");
    boolean lfs = large.isObject();
    String hex = lfs ? large.path("sha256").asString("") : sibling.path("blobId").asString("");
    JsonNode size = lfs ? large.path("size") : sibling.path("size");
    Optional<Digest> digest = Digest.find(hex);
    if (digest.isEmpty() || digest.get().isSha256() != lfs || !size.isIntegralNumber()) {
      throw failure(repo, path + " has no size or no checksum");
    }
    long bytes = size.asLong(-1);
    if (bytes < 0) {
      throw failure(repo, path + " has " + size + " bytes");
    }
    return new RemoteFile(path, bytes, digest.get());
  }

  private static String licence(JsonNode json) {
    JsonNode card = json.path("cardData");
    String named = card.path("license_name").asString("");
    String licence = named.isEmpty() ? card.path("license").asString("") : named;
    return licence.replaceAll("\\p{Cntrl}", " ");
  }

  private static HubException failure(RepoName repo, String what) {
    return HubException.of(HubException.Kind.LISTING, repo, what);
  }

  /// A part of a path as it stands in a URL.
  static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// Where the file is fetched.
  URI uri(RemoteFile file) {
    StringBuilder path = new StringBuilder();
    for (String part : file.path().split("/", -1)) {
      path.append(path.isEmpty() ? "" : "/").append(encoded(part));
    }
    return root.resolve(path.toString());
  }
}
