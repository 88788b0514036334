package dev.fathom.text;

import dev.fathom.text.SplitTree.Edge;
import dev.fathom.text.SplitTree.Greed;
import java.util.ArrayList;
import java.util.List;

/// Reads a split pattern: the part of Oniguruma's Ruby syntax that tokenizer files use. What is not
/// in that part is an error naming it and its place, never a guess.
final class SplitPatternReader {
  private static final int DEEPEST = 64;

  private final String source;
  private final SplitClassReader classes;
  private final Cursor at;

  /// Where the reader is in the source, shared with the reader of classes.
  static final class Cursor {
    int place;
  }

  private SplitPatternReader(String source) {
    this.source = source;
    this.at = new Cursor();
    this.classes = new SplitClassReader(source, at);
  }

  /// The tree of `source`; throws {@link TokenizerException}.
  static SplitTree read(String source) {
    SplitPatternReader reader = new SplitPatternReader(source);
    SplitTree tree = reader.choice(false, 0);
    if (reader.at.place < source.length()) {
      throw reader.bad("an unopened ')'");
    }
    return tree;
  }

  private SplitTree choice(boolean anyCase, int depth) {
    if (depth > DEEPEST) {
      throw bad("groups more than " + DEEPEST + " deep");
    }
    List<SplitTree> ways = new ArrayList<>();
    ways.add(row(anyCase, depth));
    while (take("|")) {
      ways.add(row(anyCase, depth));
    }
    return ways.size() == 1 ? ways.getFirst() : new SplitTree.Choice(ways);
  }

  private SplitTree row(boolean anyCase, int depth) {
    List<SplitTree> parts = new ArrayList<>();
    while (at.place < source.length() && !ahead("|") && !ahead(")")) {
      SplitTree part = repeated(single(anyCase, depth));
      parts.add(part);
    }
    return parts.size() == 1 ? parts.getFirst() : new SplitTree.Row(parts);
  }

  private SplitTree single(boolean anyCase, int depth) {
    if (take("(")) {
      return group(anyCase, depth);
    }
    if (take("^")) {
      return new SplitTree.Place(Edge.LINE_START);
    }
    if (take("$")) {
      return new SplitTree.Place(Edge.LINE_END);
    }
    if (take("\\A")) {
      return new SplitTree.Place(Edge.TEXT_START);
    }
    if (take("\\z")) {
      return new SplitTree.Place(Edge.TEXT_END);
    }
    if (ahead("*") || ahead("+") || ahead("?")) {
      throw bad("a repetition of nothing");
    }
    return new SplitTree.One(classes.one(anyCase));
  }

  private SplitTree group(boolean anyCase, int depth) {
    if (!take("?")) {
      return closed(choice(anyCase, depth + 1));
    }
    if (take("i:")) {
      return closed(choice(true, depth + 1));
    }
    if (take(":")) {
      return closed(choice(anyCase, depth + 1));
    }
    if (take(">")) {
      return new SplitTree.Atomic(closed(choice(anyCase, depth + 1)));
    }
    if (ahead("=") || ahead("!")) {
      boolean wanted = source.charAt(at.place++) == '=';
      return new SplitTree.Ahead(closed(choice(anyCase, depth + 1)), wanted);
    }
    if (ahead("<=") || ahead("<!")) {
      boolean wanted = source.charAt(at.place + 1) == '=';
      at.place += 2;
      if (closed(choice(anyCase, depth + 1)) instanceof SplitTree.One one) {
        return new SplitTree.Behind(one.set(), wanted);
      }
      throw bad("a look behind at more than one character");
    }
    int shown = Math.min(at.place + 2, source.length());
    throw bad("the group '(?" + source.substring(at.place, shown) + "'");
  }

  private SplitTree closed(SplitTree body) {
    if (!take(")")) {
      throw bad("a group without its ')'");
    }
    return body;
  }

  private SplitTree repeated(SplitTree body) {
    SplitTree tree = body;
    while (true) {
      if (take("*")) {
        tree = repeat(tree, 0, SplitTree.ENDLESS, greed());
      } else if (take("+")) {
        tree = repeat(tree, 1, SplitTree.ENDLESS, greed());
      } else if (take("?")) {
        tree = repeat(tree, 0, 1, greed());
      } else if (take("{")) {
        tree = counted(tree);
      } else {
        return tree;
      }
    }
  }

  // in Ruby's syntax '+' behind braces repeats once more, so no greed is read here
  private SplitTree counted(SplitTree body) {
    int min = ahead(",") ? 0 : number();
    int max = min;
    if (take(",")) {
      max = ahead("}") ? SplitTree.ENDLESS : number();
    }
    if (!take("}") || max < min || ahead("?")) {
      throw bad("a repetition that is not {n}, {n,}, {,m} or {n,m}");
    }
    return repeat(body, min, max, Greed.GREEDY);
  }

  private SplitTree repeat(SplitTree body, int min, int max, Greed greed) {
    if (body.mayBeEmpty() && max > 1) {
      throw bad("a repetition of what may be empty");
    }
    return new SplitTree.Repeat(body, min, max, greed);
  }

  private Greed greed() {
    if (take("?")) {
      return Greed.LAZY;
    }
    return take("+") ? Greed.POSSESSIVE : Greed.GREEDY;
  }

  private int number() {
    int from = at.place;
    int number = 0;
    while (at.place < source.length() && Character.digit(source.charAt(at.place), 10) >= 0) {
      number = 10 * number + Character.digit(source.charAt(at.place++), 10);
      if (number > 1000) {
        throw bad("a repetition of more than 1000");
      }
    }
    if (at.place == from) {
      throw bad("a repetition without a number");
    }
    return number;
  }

  private boolean ahead(String token) {
    return source.startsWith(token, at.place);
  }

  private boolean take(String token) {
    boolean there = ahead(token);
    at.place += there ? token.length() : 0;
    return there;
  }

  private TokenizerException bad(String what) {
    return refusal(source, at.place, what);
  }

  /// The error for `what` at `place` of `source`.
  static TokenizerException refusal(String source, int place, String what) {
    String shown = source.length() > 80 ? source.substring(0, 80) + "..." : source;
    return new TokenizerException(
        "the split pattern '"
            + shown
            + "' has at character "
            + place
            + " "
            + what
            + ", which is not supported");
  }
}
