package dev.fathom.text;

import java.util.List;

/// The member `normalizer` of a `tokenizer.json`.
final class JsonNormalization {
  private JsonNormalization() {}

  static Normalization read(JsonPart part) {
    if (part.isAbsent()) {
      return Normalization.NONE;
    }
    return switch (part.at("type").text()) {
      case "Sequence" -> sequence(part.at("normalizers").elements());
      case "NFC" -> new Normalization.Canonical(UnicodeForm.NFC);
      case "NFD" -> new Normalization.Canonical(UnicodeForm.NFD);
      case "NFKC" -> new Normalization.Canonical(UnicodeForm.NFKC);
      case "NFKD" -> new Normalization.Canonical(UnicodeForm.NFKD);
      case "Lowercase" -> new Normalization.Lowercase();
      case "Strip" ->
          new Normalization.Strip(part.flag("strip_left", true), part.flag("strip_right", true));
      case "Prepend" -> new Normalization.Prepend(part.at("prepend").text());
      case "Replace" -> replace(part);
      default ->
          throw part.at("type")
              .bad(
                  "one of Sequence, NFC, NFD, NFKC, NFKD, Lowercase, Strip, Prepend, Replace: others"
                      + " are not supported");
    };
  }

  /// A replacement, as normalizers and decoders write it.
  static Normalization replace(JsonPart part) {
    String content = part.at("content").text();
    if (part.at("pattern").at("String").content() instanceof String s
        && s.equals(" ")
        && content.length() == 1) {
      return new Normalization.Spaces(content.charAt(0));
    }
    return new Normalization.Replace(pattern(part.at("pattern")), content);
  }

  /// A pattern: `{"String": ...}` or `{"Regex": ...}`.
  static SplitPattern pattern(JsonPart part) {
    JsonPart literal = part.at("String");
    if (!literal.isAbsent()) {
      if (literal.text().isEmpty()) {
        throw literal.bad("a text that is not empty");
      }
      return SplitPattern.literal(literal.text());
    }
    try {
      return SplitPattern.of(part.at("Regex").text());
    } catch (TokenizerException e) {
      throw new TokenizerException(part.file() + ": " + part.path() + ": " + e.getMessage());
    }
  }

  private static Normalization sequence(List<JsonPart> parts) {
    return new Normalization.Chain(parts.stream().map(JsonNormalization::read).toList());
  }
}
