package dev.fathom.text;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Builds the tokenizer that the `tokenizer.ggml.*` keys of a GGUF file describe.
final class GgufTokenizer {
  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int UNUSED = 5;
  private static final int BYTE = 6;

  private static final char MARK = '\u2581';

  private final GgufVocabulary source;
  private final Vocabulary vocabulary;
  private final List<AddedToken> added = new ArrayList<>();

  GgufTokenizer(GgufVocabulary source) {
    this.source = source;
    this.vocabulary = new Vocabulary(source.file(), source.tokens().size());
  }

  Tokenizer build() {
    check();
    // the byte-level model's own tokens come first: those of other types are found in the text
    for (int id = 0; id < source.tokens().size(); id++) {
      take(id);
    }
    return switch (source.model()) {
      case "gpt2" -> bytePairs();
      case "llama" -> sentencePieces();
      default ->
          throw vocabulary.bad(
              "tokenizer.ggml.model is "
                  + Vocabulary.quoted(source.model())
                  + ", wanted gpt2 or llama: others are not supported");
    };
  }

  private void check() {
    int size = source.tokens().size();
    if (size == 0) {
      throw vocabulary.bad("tokenizer.ggml.tokens is empty");
    }
    if (size >= Vocabulary.MOST) {
      throw vocabulary.bad("tokenizer.ggml.tokens has " + size + " tokens, which is too many");
    }
    same("token_type", source.types() == null ? size : source.types().length);
    same("scores", source.scores() == null ? size : source.scores().length);
    end("bos_token_id", source.bos());
    end("eos_token_id", source.eos());
  }

  private void same(String key, int length) {
    if (length != source.tokens().size()) {
      throw vocabulary.bad(
          "tokenizer.ggml."
              + key
              + " has "
              + length
              + " elements, wanted "
              + source.tokens().size()
              + " as tokenizer.ggml.tokens");
    }
  }

  private OptionalInt end(String key, @Nullable Integer id) {
    if (id == null) {
      return OptionalInt.empty();
    }
    if (id < 0 || id >= source.tokens().size()) {
      throw vocabulary.bad(
          "tokenizer.ggml." + key + " is " + id + ", wanted an id below " + source.tokens().size());
    }
    return OptionalInt.of(id);
  }

  private int type(int id) {
    return source.types() == null ? NORMAL : source.types()[id];
  }

  private void take(int id) {
    String spelling = source.tokens().get(id);
    int type = type(id);
    if (type < NORMAL || type > BYTE) {
      throw vocabulary.bad("tokenizer.ggml.token_type[" + id + "] is " + type + ", wanted 1 to 6");
    }
    if (type == BYTE && BytePieces.byteOf(spelling) < 0) {
      throw vocabulary.bad(
          "tokenizer.ggml.tokens["
              + id
              + "] is a byte and spelt "
              + Vocabulary.quoted(spelling)
              + ", wanted <0x00> to <0xFF>");
    }
    if (spelling.isEmpty()) {
      vocabulary.leave(id);
      return;
    }
    vocabulary.put(spelling, id, "tokenizer.ggml.tokens");
    if (type == CONTROL || type == UNKNOWN || type == USER_DEFINED) {
      added.add(new AddedToken(id, spelling, type != USER_DEFINED, AddedToken.Rules.PLAIN));
    }
  }

  private Tokenizer bytePairs() {
    String pre = source.pre();
    if (pre == null) {
      System.getLogger("dev.fathom.text")
          .log(
              System.Logger.Level.WARNING,
              source.file()
                  + ": tokenizer.ggml.pre is missing: cutting words as 'default' does,"
                  + " which may not be what the model learnt");
    }
    KnownCuts.Preset preset = KnownCuts.named(pre == null ? "default" : pre, vocabulary);
    ByteWords words = new ByteWords(vocabulary, merges(), preset.wholeWordsFirst());
    VocabularyTokenizer.Parts parts =
        new VocabularyTokenizer.Parts(
            vocabulary,
            new AddedTokens(added, preset.normalization()),
            preset.cut(),
            words,
            new Spelling.Letters());
    return new VocabularyTokenizer(parts, ends(preset.addsBos()));
  }

  private MergeTable merges() {
    List<String> merges = source.merges();
    if (merges == null) {
      throw vocabulary.bad("tokenizer.ggml.merges is missing");
    }
    MergeTable table = new MergeTable(merges.size());
    for (int rank = 0; rank < merges.size(); rank++) {
      String merge = merges.get(rank);
      int space = merge.indexOf(' ', 1);
      if (space < 0 || space == merge.length() - 1) {
        throw vocabulary.bad(
            "tokenizer.ggml.merges["
                + rank
                + "] is "
                + Vocabulary.quoted(merge)
                + ", which is not two tokens");
      }
      addMerge(table, merge.substring(0, space), merge.substring(space + 1), rank);
    }
    return table;
  }

  private void addMerge(MergeTable table, String left, String right, int rank) {
    int leftId = vocabulary.find(left);
    int rightId = vocabulary.find(right);
    int whole = vocabulary.find(left, right);
    if (leftId < 0 || rightId < 0 || whole < 0) {
      String missing = leftId < 0 ? left : rightId < 0 ? right : left + right;
      throw vocabulary.bad(
          "tokenizer.ggml.merges["
              + rank
              + "] needs the token "
              + Vocabulary.quoted(missing)
              + ", which is not in tokenizer.ggml.tokens");
    }
    if (table.find(leftId, rightId) < 0) {
      table.put(leftId, rightId, rank, whole);
    }
  }

  private Tokenizer sentencePieces() {
    float[] scores = source.scores();
    if (scores == null) {
      throw vocabulary.bad("tokenizer.ggml.scores is missing");
    }
    int size = source.tokens().size();
    boolean[] mergeable = new boolean[size];
    int unknown = -1;
    for (int id = 0; id < size; id++) {
      if (Float.isNaN(scores[id])) {
        throw vocabulary.bad("tokenizer.ggml.scores[" + id + "] is not a number");
      }
      int type = type(id);
      boolean text = type == NORMAL || type == USER_DEFINED || type == UNUSED;
      mergeable[id] = text && !source.tokens().get(id).isEmpty();
      unknown = type == UNKNOWN && unknown < 0 ? id : unknown;
    }
    boolean prefix = !Boolean.FALSE.equals(source.addSpacePrefix());
    return sentencePieces(new SentencePieceWords(vocabulary, scores, mergeable, unknown), prefix);
  }

  private Tokenizer sentencePieces(SentencePieceWords words, boolean prefix) {
    Normalization spaces = new Normalization.Spaces(MARK);
    Normalization normalization =
        prefix
            ? new Normalization.Chain(
                List.of(new Normalization.Prepend(String.valueOf(MARK)), spaces))
            : spaces;
    List<Spelling.Trim> trims = prefix ? List.of(new Spelling.Trim(' ', 1, 0)) : List.of();
    Normalization back = new Normalization.Replace(SplitPattern.literal("\u2581"), " ");
    VocabularyTokenizer.Parts parts =
        new VocabularyTokenizer.Parts(
            vocabulary,
            new AddedTokens(added, normalization),
            new Cut.Chain(List.of()),
            words,
            new Spelling.Pieces(List.of(back), true, trims));
    return new VocabularyTokenizer(parts, ends(true));
  }

  private VocabularyTokenizer.Ends ends(boolean addsBos) {
    Boolean adds = source.addBos();
    return new VocabularyTokenizer.Ends(
        end("bos_token_id", source.bos()),
        end("eos_token_id", source.eos()),
        adds == null ? addsBos : adds);
  }
}
