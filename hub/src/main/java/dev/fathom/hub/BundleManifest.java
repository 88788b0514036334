package dev.fathom.hub;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The first file of a bundle: what the others are and must come to (`docs/formats/bundle.md`).
///
/// @param repo where it was published
/// @param main the file to open, or nothing for the folder
record BundleManifest(
    RepoName repo,
    String commit,
    List<String> revisions,
    String licence,
    String trueName,
    String main,
    List<Item> files) {
  static final String PATH = "fathom-bundle.json";
  static final int MOST_BYTES = 64 << 20;
  private static final int VERSION = 1;

  /// A file of the bundle.
  ///
  /// @param sha256 of its content
  /// @param blob its name in a cache: the same, or git's name of it
  record Item(String path, long bytes, Digest sha256, Digest blob) {
    Item {
      if (!RemoteFile.isPath(path) || bytes < 0 || !sha256.isSha256()) {
        throw new IllegalArgumentException("'" + path + "' is no file of a bundle");
      }
    }
  }

  BundleManifest {
    if (!commit.matches("[0-9a-f]{40}") || !(main.isEmpty() || RemoteFile.isPath(main))) {
      throw new IllegalArgumentException("no commit, or a wrong file to open");
    }
    Set<String> paths = new HashSet<>();
    for (Item item : files) {
      if (!paths.add(item.path())) {
        throw new IllegalArgumentException("'" + item.path() + "' is there twice");
      }
    }
  }

  long totalBytes() {
    long sum = 0;
    for (Item item : files) {
      sum = Math.addExact(sum, item.bytes());
    }
    return sum;
  }

  byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("format", "fathom-bundle");
      json.writeNumberProperty("version", VERSION);
      json.writeStringProperty("repository", repo.toString());
      json.writeStringProperty("commit", commit);
      json.writeArrayPropertyStart("revisions");
      revisions.forEach(json::writeString);
      json.writeEndArray();
      json.writeStringProperty("licence", licence);
      json.writeStringProperty("true_name", trueName);
      json.writeStringProperty("main", main);
      json.writeArrayPropertyStart("files");
      files.forEach(item -> write(json, item));
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, Item item) {
    json.writeStartObject();
    json.writeStringProperty("path", item.path());
    json.writeNumberProperty("bytes", item.bytes());
    json.writeStringProperty("sha256", item.sha256().hex());
    json.writeStringProperty("blob", item.blob().hex());
    json.writeEndObject();
  }

  /// Understands a manifest; throws an IllegalArgumentException that says what is wrong with it.
  static BundleManifest read(byte[] content) {
    JsonNode json;
    try {
      json = new JsonMapper().readTree(content);
    } catch (JacksonException broken) {
      throw new IllegalArgumentException(PATH + ": " + broken.getOriginalMessage(), broken);
    }
    if (!json.path("format").asString("").equals("fathom-bundle")
        || json.path("version").asInt(0) != VERSION) {
      throw new IllegalArgumentException(PATH + " is not of version " + VERSION);
    }
    String[] repo = json.path("repository").asString("").split("/", -1);
    if (repo.length != 2) {
      throw new IllegalArgumentException(PATH + " names no repository");
    }
    return new BundleManifest(
        new RepoName(repo[0], repo[1]),
        json.path("commit").asString(""),
        revisions(json.path("revisions")),
        json.path("licence").asString(""),
        json.path("true_name").asString(""),
        json.path("main").asString(""),
        items(json.path("files")));
  }

  private static List<String> revisions(JsonNode array) {
    List<String> revisions = new ArrayList<>();
    for (JsonNode revision : array) {
      String name = revision.asString("");
      if (!ModelName.REVISION.matcher(name).matches()) {
        throw new IllegalArgumentException(PATH + " has '" + name + "' as a revision");
      }
      revisions.add(name);
    }
    return List.copyOf(revisions);
  }

  private static List<Item> items(JsonNode array) {
    List<Item> items = new ArrayList<>();
    for (JsonNode item : array) {
      items.add(
          new Item(
              item.path("path").asString(""),
              item.path("bytes").asLong(-1),
              new Digest(item.path("sha256").asString("")),
              new Digest(item.path("blob").asString(""))));
    }
    return List.copyOf(items);
  }
}
