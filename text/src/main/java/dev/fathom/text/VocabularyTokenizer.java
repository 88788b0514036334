package dev.fathom.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/// The tokenizer that both kinds of files describe: added tokens are found, the rest is normalised,
/// cut into words, and each word encoded.
final class VocabularyTokenizer implements Tokenizer {
  /// What tokenizers differ in.
  record Parts(
      Vocabulary vocabulary, AddedTokens added, Cut cut, WordEncoder words, Spelling spelling) {}

  /// The tokens at the ends of a text.
  ///
  /// @param addsBos whether a plain text begins with `bos`
  record Ends(OptionalInt bos, OptionalInt eos, boolean addsBos) {}

  private final Parts parts;
  private final Ends ends;

  VocabularyTokenizer(Parts parts, Ends ends) {
    this.parts = parts;
    this.ends = ends;
  }

  @Override
  public int[] encode(String text, boolean special) {
    IdList out = new IdList();
    parts.added.split(
        wellFormed(text),
        special,
        new AddedTokens.Parts() {
          @Override
          public void text(String part, boolean first) {
            if (!part.isEmpty()) {
              parts.cut.cut(part, first, (word, _) -> parts.words.encode(word, out));
            }
          }

          @Override
          public void token(int id) {
            out.add(id);
          }
        });
    return out.toArray();
  }

  @Override
  public String decode(int[] ids, boolean special) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4 * ids.length);
    for (int id : ids) {
      if (special || !isSpecial(id)) {
        bytes.writeBytes(bytes(id));
      }
    }
    return parts.spelling.whole(bytes.toString(StandardCharsets.UTF_8));
  }

  @Override
  public byte[] bytes(int id) {
    AddedToken added = parts.added.get(id);
    return added == null
        ? parts.spelling.bytes(parts.vocabulary.spelling(id))
        : added.content().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String piece(int id) {
    return parts.vocabulary.spelling(id);
  }

  @Override
  public OptionalInt id(String piece) {
    int id = parts.vocabulary.find(piece);
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  @Override
  public boolean isSpecial(int id) {
    AddedToken added = parts.added.get(id);
    return added != null && added.special();
  }

  @Override
  public int size() {
    return parts.vocabulary.size();
  }

  @Override
  public OptionalInt bos() {
    return ends.bos;
  }

  @Override
  public OptionalInt eos() {
    return ends.eos;
  }

  @Override
  public boolean addsBos() {
    return ends.addsBos;
  }

  // half a surrogate pair is no character: it becomes U+FFFD, as malformed text does everywhere
  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (text.codePointAt(i) < 0x10000) {
          return text.codePoints()
              .map(c -> c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
        }
        i++;
      }
    }
    return text;
  }
}
