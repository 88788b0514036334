package dev.fathom.text;

import java.util.ArrayList;
import java.util.List;

/// The member `decoder` of a `tokenizer.json`.
final class JsonSpelling {
  private final List<Normalization> replacements = new ArrayList<>();
  private final List<Spelling.Trim> trims = new ArrayList<>();
  private boolean letters;
  private boolean byteTokens;
  private boolean fused;

  private JsonSpelling() {}

  static Spelling read(JsonPart part) {
    if (part.isAbsent()) {
      throw part.bad("a decoder: without one it is not known how tokens become text");
    }
    JsonSpelling spelling = new JsonSpelling();
    spelling.add(part);
    if (!spelling.letters) {
      return new Spelling.Pieces(spelling.replacements, spelling.byteTokens, spelling.trims);
    }
    if (!spelling.replacements.isEmpty() || spelling.byteTokens || !spelling.trims.isEmpty()) {
      throw part.bad("ByteLevel alone: with other decoders it is not supported");
    }
    return new Spelling.Letters();
  }

  private void add(JsonPart part) {
    switch (part.at("type").text()) {
      case "Sequence" -> part.at("decoders").elements().forEach(this::add);
      case "ByteLevel" -> letters = true;
      case "ByteFallback" -> byteTokens = true;
      case "Fuse" -> fused = true;
      case "Replace" -> replace(part);
      case "Strip" -> strip(part);
      case "Metaspace" -> metaspace(part);
      default ->
          throw part.at("type")
              .bad(
                  "one of Sequence, ByteLevel, ByteFallback, Fuse, Replace, Strip, Metaspace: others"
                      + " are not supported");
    }
  }

  private void replace(JsonPart part) {
    if (fused) {
      throw part.at("type").bad("no Replace behind Fuse: it is not supported");
    }
    replacements.add(JsonNormalization.replace(part));
  }

  private void strip(JsonPart part) {
    if (!fused) {
      throw part.at("type").bad("Strip only behind Fuse: for single tokens it is not supported");
    }
    int start = Math.clamp(part.at("start").whole(), 0, Integer.MAX_VALUE);
    int stop = Math.clamp(part.at("stop").whole(), 0, Integer.MAX_VALUE);
    trims.add(new Spelling.Trim(part.at("content").letter(), start, stop));
  }

  private void metaspace(JsonPart part) {
    SplitPattern mark = SplitPattern.literal(part.at("replacement").text());
    replacements.add(new Normalization.Replace(mark, " "));
    if (JsonPipeline.prefix(part) != Cut.Prefix.NEVER) {
      trims.add(new Spelling.Trim(' ', 1, 0));
    }
  }
}
