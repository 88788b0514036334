package dev.fathom.text;

import dev.fathom.text.SplitTree.Edge;
import dev.fathom.text.SplitTree.Greed;
import java.util.ArrayList;
import java.util.List;

/// Reads a split pattern: the part of Oniguruma's Ruby syntax that tokenizer files use. What is not
/// in that part is an error naming it and its place, never a guess.
final class SplitPatternReader {
  private static final int DEEPEST = 64;

  private final SplitSource source;
  private final SplitClassReader classes;

  private SplitPatternReader(SplitSource source) {
    this.source = source;
    this.classes = new SplitClassReader(source);
  }

  /// The tree of `pattern`; throws {@link TokenizerException}.
  static SplitTree read(String pattern) {
    SplitSource source = new SplitSource(pattern);
    SplitTree tree = new SplitPatternReader(source).choice(false, 0);
    if (!source.atEnd()) {
      throw source.bad("an unopened ')'");
    }
    return tree;
  }

  private SplitTree choice(boolean anyCase, int depth) {
    if (depth > DEEPEST) {
      throw source.bad("groups more than " + DEEPEST + " deep");
    }
    List<SplitTree> ways = new ArrayList<>();
    ways.add(row(anyCase, depth));
    while (source.take("|")) {
      ways.add(row(anyCase, depth));
    }
    return ways.size() == 1 ? ways.getFirst() : new SplitTree.Choice(ways);
  }

  private SplitTree row(boolean anyCase, int depth) {
    List<SplitTree> parts = new ArrayList<>();
    while (!source.atEnd() && !source.ahead("|") && !source.ahead(")")) {
      SplitTree part = repeated(single(anyCase, depth));
      parts.add(part);
    }
    return parts.size() == 1 ? parts.getFirst() : new SplitTree.Row(parts);
  }

  private SplitTree single(boolean anyCase, int depth) {
    if (source.take("(")) {
      return group(anyCase, depth);
    }
    if (source.take("^")) {
      return new SplitTree.Place(Edge.LINE_START);
    }
    if (source.take("$")) {
      return new SplitTree.Place(Edge.LINE_END);
    }
    if (source.take("\\A")) {
      return new SplitTree.Place(Edge.TEXT_START);
    }
    if (source.take("\\z")) {
      return new SplitTree.Place(Edge.TEXT_END);
    }
    if (source.ahead("*") || source.ahead("+") || source.ahead("?")) {
      throw source.bad("a repetition of nothing");
    }
    return new SplitTree.One(classes.one(anyCase));
  }

  private SplitTree group(boolean anyCase, int depth) {
    if (!source.take("?")) {
      return closed(choice(anyCase, depth + 1));
    }
    if (source.take("i:")) {
      return closed(choice(true, depth + 1));
    }
    if (source.take(":")) {
      return closed(choice(anyCase, depth + 1));
    }
    if (source.take(">")) {
      return new SplitTree.Atomic(closed(choice(anyCase, depth + 1)));
    }
    if (source.ahead("=") || source.ahead("!")) {
      boolean wanted = source.take() == '=';
      return new SplitTree.Ahead(closed(choice(anyCase, depth + 1)), wanted);
    }
    if (source.ahead("<=") || source.ahead("<!")) {
      boolean wanted = source.peek(1) == '=';
      source.take();
      source.take();
      if (closed(choice(anyCase, depth + 1)) instanceof SplitTree.One one) {
        return new SplitTree.Behind(one.set(), wanted);
      }
      throw source.bad("a look behind at more than one character");
    }
    throw source.bad("the group '(?" + source.shown(2) + "'");
  }

  private SplitTree closed(SplitTree body) {
    if (!source.take(")")) {
      throw source.bad("a group without its ')'");
    }
    return body;
  }

  private SplitTree repeated(SplitTree body) {
    SplitTree tree = body;
    while (true) {
      if (source.take("*")) {
        tree = repeat(tree, 0, SplitTree.ENDLESS, greed());
      } else if (source.take("+")) {
        tree = repeat(tree, 1, SplitTree.ENDLESS, greed());
      } else if (source.take("?")) {
        tree = repeat(tree, 0, 1, greed());
      } else if (source.take("{")) {
        tree = counted(tree);
      } else {
        return tree;
      }
    }
  }

  // in Ruby's syntax '+' behind braces repeats once more, so no greed is read here
  private SplitTree counted(SplitTree body) {
    int min = source.ahead(",") ? 0 : number();
    int max = min;
    if (source.take(",")) {
      max = source.ahead("}") ? SplitTree.ENDLESS : number();
    }
    if (!source.take("}") || max < min || source.ahead("?")) {
      throw source.bad("a repetition that is not {n}, {n,}, {,m} or {n,m}");
    }
    return repeat(body, min, max, Greed.GREEDY);
  }

  private SplitTree repeat(SplitTree body, int min, int max, Greed greed) {
    if (body.mayBeEmpty() && max > 1) {
      throw source.bad("a repetition of what may be empty");
    }
    return new SplitTree.Repeat(body, min, max, greed);
  }

  private Greed greed() {
    if (source.take("?")) {
      return Greed.LAZY;
    }
    return source.take("+") ? Greed.POSSESSIVE : Greed.GREEDY;
  }

  private int number() {
    int digit = Character.digit(source.peek(0), 10);
    if (digit < 0) {
      throw source.bad("a repetition without a number");
    }
    int number = 0;
    while (digit >= 0) {
      number = 10 * number + digit;
      if (number > 1000) {
        throw source.bad("a repetition of more than 1000");
      }
      source.take();
      digit = Character.digit(source.peek(0), 10);
    }
    return number;
  }
}
