package dev.fathom.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Turns a stream of token ids into pieces of text: never half a character, thought apart from
/// answer, both apart from tool calls. One a generation; not for several threads.
///
/// The marks (`<think>`, `</think>`, and those of tool calls of DeepSeek and Qwen) may be one token
/// or spelt by several. A thought begins at `<think>` where no answer has begun yet, so an answer
/// may speak of `<think>`. The newlines at a thought's ends and before the answer are left out.
/// Special tokens other than marks have no text, and neither have ids above the vocabulary (models
/// have more rows than their tokenizers have tokens).
public final class TokenDecoder {
  private static final byte[] NOTHING = {};

  private final Tokenizer tokenizer;
  private final Utf8Stream characters = new Utf8Stream();
  private final ThoughtSplitter splitter;

  /// A decoder for `tokenizer`'s ids.
  ///
  /// @param thinking whether the prompt ended inside an open `<think>`
  public TokenDecoder(Tokenizer tokenizer, boolean thinking) {
    this.tokenizer = tokenizer;
    this.splitter = new ThoughtSplitter(thinking);
  }

  /// Takes one token; returns what can be said for sure now, perhaps nothing.
  public List<TextPiece> push(int id) {
    List<TextPiece> out = new ArrayList<>();
    splitter.push(characters.push(bytes(id)), out);
    return out;
  }

  /// The rest, when no more tokens come: held-back text, half characters as U+FFFD.
  public List<TextPiece> finish() {
    List<TextPiece> out = new ArrayList<>();
    splitter.push(characters.finish(), out);
    splitter.finish(out);
    return out;
  }

  /// Whether the stream is inside the thought now.
  public boolean thinking() {
    return splitter.thinking();
  }

  private byte[] bytes(int id) {
    if (id >= tokenizer.size()) {
      return NOTHING;
    }
    byte[] bytes = tokenizer.bytes(id);
    boolean silent =
        tokenizer.isSpecial(id)
            && !ThoughtSplitter.isMark(new String(bytes, StandardCharsets.UTF_8));
    return silent ? NOTHING : bytes;
  }
}
