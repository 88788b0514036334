package dev.fathom.text;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The members `pre_tokenizer` and `post_processor` of a `tokenizer.json`.
final class JsonPipeline {
  private final List<Cut> cuts = new ArrayList<>();
  private boolean byteLevel;

  JsonPipeline(JsonPart tokenizer) {
    JsonPart part = tokenizer.at("pre_tokenizer");
    if (!part.isAbsent()) {
      add(part);
    }
  }

  /// The cuts, one after the other.
  Cut cut() {
    return cuts.size() == 1 ? cuts.getFirst() : new Cut.Chain(cuts);
  }

  /// Whether words are bytes in {@link ByteAlphabet}.
  boolean byteLevel() {
    return byteLevel;
  }

  /// How Metaspace marks the beginning, in the new (`prepend_scheme`) or the old way.
  static Cut.Prefix prefix(JsonPart part) {
    JsonPart scheme = part.at("prepend_scheme");
    if (scheme.isAbsent()) {
      return part.flag("add_prefix_space", true) ? Cut.Prefix.ALWAYS : Cut.Prefix.NEVER;
    }
    return switch (scheme.text()) {
      case "always" -> Cut.Prefix.ALWAYS;
      case "first" -> Cut.Prefix.FIRST;
      case "never" -> Cut.Prefix.NEVER;
      default -> throw scheme.bad("always, first or never");
    };
  }

  /// The token that the post-processor puts in front of a single text, if it does.
  static OptionalInt firstToken(JsonPart part, Vocabulary vocabulary) {
    if (part.isAbsent()) {
      return OptionalInt.empty();
    }
    return switch (part.at("type").text()) {
      case "ByteLevel" -> OptionalInt.empty();
      case "Sequence" ->
          part.at("processors").elements().stream()
              .map(processor -> firstToken(processor, vocabulary))
              .filter(OptionalInt::isPresent)
              .findFirst()
              .orElse(OptionalInt.empty());
      case "TemplateProcessing" -> firstOfTemplate(part, vocabulary);
      default ->
          throw part.at("type")
              .bad("one of ByteLevel, TemplateProcessing, Sequence: others are not supported");
    };
  }

  private static OptionalInt firstOfTemplate(JsonPart part, Vocabulary vocabulary) {
    List<JsonPart> single = part.at("single").elements();
    if (single.isEmpty() || single.getFirst().at("SpecialToken").isAbsent()) {
      return OptionalInt.empty();
    }
    JsonPart name = single.getFirst().at("SpecialToken").at("id");
    int id = vocabulary.find(name.text());
    if (id < 0) {
      throw name.bad("a token of the vocabulary");
    }
    return OptionalInt.of(id);
  }

  private void add(JsonPart part) {
    if (byteLevel) {
      throw part.at("type").bad("nothing behind ByteLevel: it is not supported");
    }
    switch (part.at("type").text()) {
      case "Sequence" -> part.at("pretokenizers").elements().forEach(this::add);
      case "ByteLevel" -> byteLevel(part);
      case "Split" -> cuts.add(split(part));
      case "Digits" -> cuts.add(digits(part.flag("individual_digits", false)));
      case "Punctuation" ->
          cuts.add(new PatternCut(KnownCuts.punctuation(), behavior(part), false));
      case "Metaspace" -> metaspace(part);
      default ->
          throw part.at("type")
              .bad(
                  "one of Sequence, ByteLevel, Split, Digits, Punctuation, Metaspace: others are not"
                      + " supported");
    }
  }

  private void byteLevel(JsonPart part) {
    if (part.flag("add_prefix_space", true)) {
      cuts.add(new Cut.SpacePrefix());
    }
    if (part.flag("use_regex", true)) {
      cuts.add(KnownCuts.isolated(KnownCuts.GPT2));
    }
    byteLevel = true;
  }

  private void metaspace(JsonPart part) {
    char mark = part.at("replacement").letter();
    cuts.add(new Cut.Metaspace(mark, prefix(part)));
    if (part.flag("split", true)) {
      SplitPattern pattern = SplitPattern.literal(String.valueOf(mark));
      cuts.add(new PatternCut(pattern, PatternCut.Behavior.MERGED_WITH_NEXT, false));
    }
  }

  private static Cut split(JsonPart part) {
    SplitPattern pattern = JsonNormalization.pattern(part.at("pattern"));
    return new PatternCut(pattern, behavior(part), part.flag("invert", false));
  }

  private static Cut digits(boolean individual) {
    PatternCut.Behavior behavior =
        individual ? PatternCut.Behavior.ISOLATED : PatternCut.Behavior.CONTIGUOUS;
    return new PatternCut(SplitPattern.of("\\p{N}"), behavior, false);
  }

  private static PatternCut.Behavior behavior(JsonPart part) {
    return switch (part.text("behavior", "Isolated")) {
      case "Removed" -> PatternCut.Behavior.REMOVED;
      case "Isolated" -> PatternCut.Behavior.ISOLATED;
      case "MergedWithPrevious" -> PatternCut.Behavior.MERGED_WITH_PREVIOUS;
      case "MergedWithNext" -> PatternCut.Behavior.MERGED_WITH_NEXT;
      case "Contiguous" -> PatternCut.Behavior.CONTIGUOUS;
      default ->
          throw part.at("behavior")
              .bad("Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous");
    };
  }
}
