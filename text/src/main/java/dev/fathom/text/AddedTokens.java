package dev.fathom.text;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The added tokens of a vocabulary: first those of the raw text are found, then, in what lies
/// between and is normalised, those of the normalised text.
final class AddedTokens {
  /// Who takes the parts of a text.
  interface Parts {
    /// Text between tokens, normalised.
    ///
    /// @param first whether it is where the whole text begins
    void text(String text, boolean first);

    void token(int id);
  }

  private interface RawParts {
    void text(String text, int from);

    void token(int id);
  }

  private final Map<Integer, AddedToken> byId = new HashMap<>();
  private final TokenFinder inRaw = new TokenFinder();
  private final TokenFinder inNormal = new TokenFinder();
  private final Normalization normalization;

  AddedTokens(Collection<AddedToken> tokens, Normalization normalization) {
    this.normalization = normalization;
    for (AddedToken token : tokens) {
      byId.put(token.id(), token);
      if (token.rules().normalized()) {
        inNormal.add(normalization.apply(token.content()), token);
      } else {
        inRaw.add(token.content(), token);
      }
    }
  }

  /// The added token `id`, if it is one.
  @Nullable AddedToken get(int id) {
    return byId.get(id);
  }

  /// Cuts `text` into tokens and what lies between.
  ///
  /// @param special whether special tokens are found too
  void split(String text, boolean special, Parts out) {
    split(
        text,
        inRaw,
        special,
        new RawParts() {
          @Override
          public void text(String part, int from) {
            normal(normalization.apply(part), special, from == 0, out);
          }

          @Override
          public void token(int id) {
            out.token(id);
          }
        });
  }

  private void normal(String text, boolean special, boolean first, Parts out) {
    split(
        text,
        inNormal,
        special,
        new RawParts() {
          @Override
          public void text(String part, int from) {
            out.text(part, first && from == 0);
          }

          @Override
          public void token(int id) {
            out.token(id);
          }
        });
  }

  private static void split(String text, TokenFinder finder, boolean special, RawParts out) {
    int done = 0;
    int searched = 0;
    int at = finder.isEmpty() ? -1 : finder.find(text, 0);
    while (at >= 0) {
      AddedToken token = finder.at(text, at);
      searched = finder.endOf(text, at);
      if ((special || !token.special()) && standsAlone(token, text, at, searched)) {
        int from = token.rules().takesLeft() ? spacesBefore(text, at, done) : at;
        int to = token.rules().takesRight() ? spacesBehind(text, searched) : searched;
        if (from > done) {
          out.text(text.substring(done, from), done);
        }
        out.token(token.id());
        done = Math.max(to, done);
      }
      at = finder.find(text, searched);
    }
    if (done < text.length()) {
      out.text(text.substring(done), done);
    }
  }

  private static boolean standsAlone(AddedToken token, String text, int from, int to) {
    if (!token.rules().singleWord()) {
      return true;
    }
    CharacterClass word = UnicodeProperty.word();
    boolean before = from > 0 && word.test(text.codePointBefore(from));
    boolean behind = to < text.length() && word.test(text.codePointAt(to));
    return !before && !behind;
  }

  private static int spacesBefore(String text, int at, int least) {
    int from = at;
    while (from > least && UnicodeProperty.SPACE.test(text.charAt(from - 1))) {
      from--;
    }
    return from;
  }

  private static int spacesBehind(String text, int at) {
    int to = at;
    while (to < text.length() && UnicodeProperty.SPACE.test(text.charAt(to))) {
      to++;
    }
    return to;
  }
}
