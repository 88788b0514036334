package dev.fathom.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.StringJoiner;

/// A repository of the test server: its files, its commit, and what its listing says.
final class TestRepo {
  final String name;
  final Map<String, byte[]> files = new LinkedHashMap<>();
  String licence = "mit";
  String gated = "false";

  TestRepo(String name) {
    this.name = name;
  }

  TestRepo with(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  TestRepo with(String path, String content) {
    return with(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /// A small model: weights of `bytes` random bytes, and what belongs to it.
  static TestRepo model(String name, int bytes, long seed) {
    byte[] weights = new byte[bytes];
    new Random(seed).nextBytes(weights);
    return new TestRepo(name)
        .with("README.md", "---\nlicense: mit\n---\n# " + name)
        .with("config.json", "{\"seed\":" + seed + "}")
        .with("model.safetensors", weights)
        .with("pytorch_model.bin", "pickle")
        .with("modeling_evil.py", "import os");
  }

  byte[] content(String path) {
    return Objects.requireNonNull(files.get(path), path);
  }

  String commit() {
    return sha1(("commit of " + name).getBytes(StandardCharsets.UTF_8));
  }

  /// As the hub does: weights are kept by sha256, the rest by git's name.
  static boolean isLarge(String path) {
    return path.matches(".*\\.(safetensors|gguf|bin)");
  }

  String digest(String path) {
    byte[] content = content(path);
    return isLarge(path) ? sha256(content) : git(content);
  }

  static String git(byte[] content) {
    byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[head.length + content.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(content, 0, all, head.length, content.length);
    return sha1(all);
  }

  static String sha256(byte[] content) {
    return hex("SHA-256", content);
  }

  private static String sha1(byte[] content) {
    return hex("SHA-1", content);
  }

  private static String hex(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  String listing() {
    StringJoiner siblings = new StringJoiner(",");
    for (var file : files.entrySet()) {
      int size = file.getValue().length;
      String lfs =
          isLarge(file.getKey())
              ? ",\"lfs\":{\"sha256\":\"%s\",\"size\":%d,\"pointerSize\":130}"
                  .formatted(sha256(file.getValue()), size)
              : "";
      siblings.add(
          "{\"rfilename\":\"%s\",\"size\":%d,\"blobId\":\"%s\"%s}"
              .formatted(file.getKey(), size, git(file.getValue()), lfs));
    }
    return "{\"id\":\"%s\",\"sha\":\"%s\",\"gated\":%s,\"cardData\":{\"license\":\"%s\"},\"siblings\":[%s]}"
        .formatted(name, commit(), gated, licence, siblings);
  }
}
