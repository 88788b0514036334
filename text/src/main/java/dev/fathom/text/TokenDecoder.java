package dev.fathom.text;

import java.util.List;

/// Turns a stream of token ids into pieces of text: never half a character, thought apart from
/// answer, both apart from tool calls. One a generation; not for several threads.
public final class TokenDecoder {
  /// A piece of the stream.
  public sealed interface Piece {
    /// The piece's characters.
    String text();
  }

  /// Thinking, without its marks.
  public record Thought(String text) implements Piece {}

  /// The answer proper.
  public record Answer(String text) implements Piece {}

  /// Text of a tool-call section with its marks, as the model wrote it.
  public record ToolText(String text) implements Piece {}

  /// A decoder for `tokenizer`'s ids.
  ///
  /// @param thinking whether the prompt ended inside an open `<think>`
  public TokenDecoder(Tokenizer tokenizer, boolean thinking) {
    throw new UnsupportedOperationException();
  }

  /// Takes one token; returns what can be said for sure now, perhaps nothing.
  public List<Piece> push(int id) {
    throw new UnsupportedOperationException();
  }

  /// The rest, when no more tokens come: held-back text, half characters as U+FFFD.
  public List<Piece> finish() {
    throw new UnsupportedOperationException();
  }

  /// Whether the stream is inside the thought now.
  public boolean thinking() {
    throw new UnsupportedOperationException();
  }
}
