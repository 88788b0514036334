package dev.fathom.convert;

import dev.fathom.model.ModelFile;
import dev.fathom.model.WeightSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Writes a folder that can be uploaded as it is: weights, tokenizer, card, licence, and the
/// SHA-256 of each. Weights are copied byte for byte.
public final class UploadFolder {
  /// The files that belong to a model in Hugging Face's layout.
  private static final Pattern COMPANION =
      Pattern.compile(
          "(.*\\.safetensors|.*\\.safetensors\\.index\\.json|config\\.json|generation_config\\.json"
              + "|tokenizer\\.json|tokenizer_config\\.json|special_tokens_map\\.json|vocab\\.json"
              + "|merges\\.txt|tokenizer\\.model|added_tokens\\.json|chat_template\\.jinja)");

  private static final Pattern LICENCE =
      Pattern.compile("(LICEN[CS]E|NOTICE|USE_POLICY)([-_.].*)?", Pattern.CASE_INSENSITIVE);

  private static final Pattern SPLIT = Pattern.compile("(.*)-\\d{5}-of-(\\d{5})\\.gguf");

  private static final String CARD = "README.md";

  private final ModelFile model;
  private final Path source;
  private final PublishedAs published;
  private final Conversion.Watcher watcher;
  private long total;
  private long done;

  private UploadFolder(
      ModelFile model, Path source, PublishedAs published, Conversion.Watcher watcher) {
    this.model = model;
    this.source = source;
    this.published = published;
    this.watcher = watcher;
  }

  /// What was written.
  ///
  /// @param sums SHA-256 by file
  /// @param licence whether a licence's text is among the files
  public record Result(Map<String, String> sums, long bytes, boolean licence) {}

  /// Writes `target` from the model opened from `source` (a GGUF file or a folder), in the place of
  /// a folder that holds a model.
  public static Result write(
      ModelFile model, Path source, Path target, PublishedAs published, Conversion.Watcher watcher)
      throws IOException {
    return new UploadFolder(model, source, published, watcher).write(target);
  }

  private Result write(Path target) throws IOException {
    List<Path> files = files();
    for (Path file : files) {
      total += Files.size(file);
    }
    Space.require(target, total);
    Map<String, String> sums = new TreeMap<>();
    NewFolder.write(
        target,
        folder -> {
          for (Path file : files) {
            String name = file.getFileName().toString();
            sums.put(name, copy(file, folder.resolve(name)));
          }
          if (!sums.containsKey(CARD)) {
            String card = new ModelCardPage(model, published, sums.keySet()).text();
            Files.writeString(folder.resolve(CARD), card, StandardCharsets.UTF_8);
            sums.put(CARD, sum(card));
          }
          Files.writeString(folder.resolve("SHA256SUMS"), lines(sums), StandardCharsets.UTF_8);
        });
    boolean licence = sums.keySet().stream().anyMatch(name -> LICENCE.matcher(name).matches());
    return new Result(sums, total, licence);
  }

  private List<Path> files() throws IOException {
    boolean gguf = WeightSource.isGguf(model.checkpoint());
    boolean folder = Files.isDirectory(source);
    Path around = folder ? source : source.toAbsolutePath().getParent();
    try (Stream<Path> all = Files.list(around)) {
      return all.filter(Files::isRegularFile).filter(file -> belongs(file, gguf)).sorted().toList();
    }
  }

  private boolean belongs(Path file, boolean gguf) {
    String name = file.getFileName().toString();
    if (LICENCE.matcher(name).matches()) {
      return true;
    }
    if (!gguf) {
      return COMPANION.matcher(name).matches() || name.equals(CARD);
    }
    String first = Files.isDirectory(source) ? "" : source.getFileName().toString();
    return name.endsWith(".gguf") && (first.isEmpty() || family(name).equals(family(first)));
  }

  /// What the parts of a split file have in common.
  private static String family(String name) {
    var split = SPLIT.matcher(name);
    return split.matches() ? split.group(1) + "/" + split.group(2) : name;
  }

  private String copy(Path from, Path to) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(from);
        OutputStream out = Files.newOutputStream(to)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
        digest.update(buffer, 0, count);
        done += count;
        watcher.at(done, total, from.getFileName().toString());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String sum(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /// As `sha256sum` writes and checks them.
  private static String lines(Map<String, String> sums) {
    StringBuilder lines = new StringBuilder();
    sums.forEach((name, sum) -> lines.append(String.format(Locale.ROOT, "%s  %s\n", sum, name)));
    return lines.toString();
  }
}
