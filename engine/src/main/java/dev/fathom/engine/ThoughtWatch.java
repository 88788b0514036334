package dev.fathom.engine;

import dev.fathom.text.TextPiece;
import dev.fathom.text.TokenDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Knows whether a sequence is inside its thought, token by token as its reader will see it, and
/// closes the thought when its budget is used up or the reader wants the answer now.
///
/// The budget counts the tokens between the marks. The closing tokens are forced one by one; they
/// go through the model, are counted and delivered like drawn ones. A character whose first bytes
/// were said is finished before, which takes up to three tokens more. Confined to the engine's
/// loop, but for {@link #answerNow}.
final class ThoughtWatch {
  /// A character has at most four bytes, so at most so many tokens follow its first.
  private static final int PATIENCE = 3;

  private final Lexicon lexicon;
  private final int budget;
  private final int[] closing;
  // null once the answer has begun: no thought follows an answer
  private @Nullable TokenDecoder decoder;
  private boolean open;
  private boolean closed;
  private int tokens;
  private int waited;
  private int missing;
  // the closing tokens said so far; all of them where nothing is being closed
  private int said;
  private volatile boolean answerNow;

  ThoughtWatch(Lexicon lexicon, boolean open, int budget) {
    this.lexicon = lexicon;
    this.open = open;
    this.budget = budget;
    closing = lexicon.closing();
    said = closing.length;
    decoder = lexicon.decoder(open);
  }

  /// Asks for the answer; may be called by any thread.
  void answerNow() {
    answerNow = true;
  }

  /// Whether the next token belongs to the thought.
  boolean open() {
    return open;
  }

  /// Whether a thought has closed.
  boolean closed() {
    return closed;
  }

  /// The token that must come next, or -1 if the model may say what it likes.
  int forced() {
    if (said == closing.length && open && (answerNow || tokens >= budget)) {
      if (missing == 0 || waited == PATIENCE) {
        said = 0;
      } else {
        waited++;
      }
    }
    return said < closing.length ? closing[said] : -1;
  }

  /// Takes note of the next token.
  void take(int id) {
    if (said < closing.length) {
      said++;
    }
    if (decoder == null) {
      return;
    }
    boolean before = open;
    List<TextPiece> pieces = decoder.push(id);
    open = decoder.thinking();
    tokens += before ? 1 : 0;
    closed |= before && !open;
    missing = open ? missingBytes(lexicon.bytes(id), missing) : 0;
    if (pieces.stream().anyMatch(piece -> !(piece instanceof TextPiece.Thought))) {
      decoder = null;
    }
  }

  /// How many bytes its last character lacks behind `bytes`, where it lacked `missing` before.
  private static int missingBytes(byte[] bytes, int missing) {
    int left = missing;
    for (byte b : bytes) {
      if ((b & 0xC0) == 0x80) {
        left = Math.max(0, left - 1);
      } else {
        left = b >= 0 ? 0 : Math.max(0, Integer.numberOfLeadingZeros(~b << 24) - 1);
      }
    }
    return left;
  }
}
