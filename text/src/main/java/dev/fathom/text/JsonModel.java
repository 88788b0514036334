package dev.fathom.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The member `model` of a `tokenizer.json`: the vocabulary and its merges, read as a stream for
/// they are many.
final class JsonModel {
  // a token takes more than a byte, so a file has fewer ids than bytes, holes aside
  private static final int LEAST_IDS = 1 << 18;

  private final String file;
  private final Vocabulary vocabulary;
  private final List<String> merges = new ArrayList<>();
  private final Map<String, @Nullable Object> settings = new LinkedHashMap<>();
  private boolean hasVocabulary;
  private boolean hasMerges;

  /// @param bytes the file's size
  JsonModel(String file, long bytes) {
    this.file = file;
    this.vocabulary = new Vocabulary(file, Math.max(LEAST_IDS, bytes));
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /// Reads the member that `source` is at.
  void read(JsonSource source) {
    source.each(
        () -> {
          boolean stream = !"Unigram".equals(settings.get("type"));
          if (stream && source.name().equals("vocab")) {
            readVocabulary(source);
          } else if (stream && source.name().equals("merges")) {
            readMerges(source);
          } else {
            source.readInto(settings);
          }
        });
  }

  /// The words' encoder, when all tokens are in the vocabulary.
  ///
  /// @param byteLevel whether words are bytes in {@link ByteAlphabet}
  WordEncoder words(boolean byteLevel) {
    JsonPart model = new JsonPart(file, "model", settings);
    check(model);
    MergeTable table = merges();
    boolean whole = model.flag("ignore_merges", false);
    JsonPart unknown = model.at("unk_token");
    if (byteLevel) {
      return new ByteWords(vocabulary, table, whole);
    }
    BytePieces bytes = model.flag("byte_fallback", false) ? new BytePieces(vocabulary) : null;
    int unknownId = unknown.isAbsent() ? -1 : vocabulary.find(unknown.text());
    if (!unknown.isAbsent() && unknownId < 0) {
      throw unknown.bad("a token of the vocabulary");
    }
    boolean fused = model.flag("fuse_unk", false);
    return new CharacterWords(
        vocabulary, table, whole, new CharacterWords.Unknown(bytes, unknownId, fused));
  }

  private void check(JsonPart model) {
    String type = model.text("type", "BPE");
    if (!type.equals("BPE")) {
      throw model.at("type").bad("'BPE', the only kind that is supported");
    }
    if (!hasVocabulary || vocabulary.size() == 0) {
      throw vocabulary.bad("model.vocab is missing or empty");
    }
    if (!hasMerges) {
      throw vocabulary.bad("model.merges is missing");
    }
    for (String key : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      if (!model.text(key, "").isEmpty()) {
        throw model.at(key).bad("nothing: it is not supported");
      }
    }
    Object dropout = model.at("dropout").content();
    if (dropout != null && !dropout.equals(0.0) && !dropout.equals(0L)) {
      throw model.at("dropout").bad("nothing: it is not supported");
    }
  }

  private void readVocabulary(JsonSource source) {
    if (hasVocabulary) {
      throw source.bad("the member 'vocab' twice");
    }
    hasVocabulary = true;
    source.each(
        () -> {
          String spelling = source.name();
          vocabulary.put(spelling, source.whole(), "model.vocab");
        });
  }

  private void readMerges(JsonSource source) {
    if (hasMerges) {
      throw source.bad("the member 'merges' twice");
    }
    hasMerges = true;
    source.elements(parser -> readMerge(source, parser));
  }

  private void readMerge(JsonSource source, JsonParser parser) {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      merges.add(source.nextText());
      merges.add(source.nextText());
      source.endList();
      return;
    }
    String pair = source.text();
    int space = pair.indexOf(' ');
    if (space < 0 || space != pair.lastIndexOf(' ')) {
      throw source.bad("the merge " + Vocabulary.quoted(pair) + ", which is not two tokens");
    }
    merges.add(pair.substring(0, space));
    merges.add(pair.substring(space + 1));
  }

  private MergeTable merges() {
    MergeTable table = new MergeTable(merges.size() / 2);
    for (int i = 0; i < merges.size(); i += 2) {
      String left = merges.get(i);
      String right = merges.get(i + 1);
      int whole = vocabulary.find(left, right);
      int leftId = vocabulary.find(left);
      int rightId = vocabulary.find(right);
      if (leftId < 0 || rightId < 0 || whole < 0) {
        String missing = leftId < 0 ? left : rightId < 0 ? right : left + right;
        throw vocabulary.bad(
            "model.merges["
                + i / 2
                + "] needs the token "
                + Vocabulary.quoted(missing)
                + ", which is not in model.vocab");
      }
      table.put(leftId, rightId, i / 2, whole);
    }
    merges.clear();
    return table;
  }
}
