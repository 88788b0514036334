package dev.fathom.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns a stream of token ids into pieces of text: never half a character, thought apart from
/// answer, both apart from tool calls. One a generation; not for several threads.
///
/// The marks (`<think>`, `</think>`, and those of tool calls) may be one token or spelt by several.
/// A thought begins at `<think>` where no answer has begun yet, so an answer may speak of
/// `<think>`. The newlines at a thought's ends and before the answer are left out. Special tokens
/// other than marks have no text, and neither have ids above the vocabulary (models have more rows
/// than their tokenizers have tokens).
///
/// With a {@link ToolCallFormat}, calls in the answer become {@link TextPiece.ToolStart} and {@link
/// TextPiece.ToolArguments}; the arguments are streamed as the model wrote them. What began like a
/// call and is none comes out as answer, as it was written. Without a format, the marks of DeepSeek
/// and Qwen are known and what they hold is {@link TextPiece.ToolText}.
public final class TokenDecoder {
  private static final byte[] NOTHING = {};

  private final Tokenizer tokenizer;
  private final @Nullable ToolCallFormat format;
  private final Utf8Stream characters = new Utf8Stream();
  private final ThoughtSplitter splitter;
  private final @Nullable ToolCallReader reader;

  /// A decoder for `tokenizer`'s ids.
  ///
  /// @param thinking whether the prompt ended inside an open `<think>`
  public TokenDecoder(Tokenizer tokenizer, boolean thinking) {
    this(tokenizer, thinking, null);
  }

  /// A decoder for `tokenizer`'s ids that reads calls of tools.
  ///
  /// @param thinking whether the prompt ended inside an open `<think>`
  /// @param format how the model writes calls; null leaves them unread
  public TokenDecoder(Tokenizer tokenizer, boolean thinking, @Nullable ToolCallFormat format) {
    this.tokenizer = tokenizer;
    this.format = format;
    this.splitter = new ThoughtSplitter(thinking, format == null);
    this.reader = format == null ? null : new ToolCallReader(format);
  }

  /// Takes one token; returns what can be said for sure now, perhaps nothing.
  public List<TextPiece> push(int id) {
    List<TextPiece> out = new ArrayList<>();
    splitter.push(characters.push(bytes(id)), out);
    return reader == null ? out : read(reader, out);
  }

  /// The rest, when no more tokens come: held-back text, half characters as U+FFFD.
  public List<TextPiece> finish() {
    List<TextPiece> out = new ArrayList<>();
    splitter.push(characters.finish(), out);
    splitter.finish(out);
    if (reader == null) {
      return out;
    }
    List<TextPiece> read = read(reader, out);
    reader.finish(read);
    return read;
  }

  /// Whether the stream is inside the thought now.
  public boolean thinking() {
    return splitter.thinking();
  }

  private static List<TextPiece> read(ToolCallReader reader, List<TextPiece> pieces) {
    List<TextPiece> out = new ArrayList<>();
    for (TextPiece piece : pieces) {
      if (piece instanceof TextPiece.Answer(String text)) {
        reader.push(text, out);
      } else {
        out.add(piece);
      }
    }
    return out;
  }

  private byte[] bytes(int id) {
    if (id >= tokenizer.size()) {
      return NOTHING;
    }
    byte[] bytes = tokenizer.bytes(id);
    boolean silent = tokenizer.isSpecial(id) && !isMark(new String(bytes, StandardCharsets.UTF_8));
    return silent ? NOTHING : bytes;
  }

  private boolean isMark(String text) {
    return ThoughtSplitter.isMark(text) || (format != null && format.marks().contains(text));
  }
}
