package dev.fathom.text;

import dev.fathom.text.SplitTree.Greed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One way of a split pattern as a list of steps for {@link SplitScan}. Runs of one class are one
/// step, so the work's depth depends on the pattern alone, never on the text.
final class SplitProgram implements SplitTree.Steps {
  /// One code point of class `a`.
  static final int ONE = 0;

  /// At least `b` and at most `c` code points of class `a`, fewer on trying again.
  static final int RUN = 1;

  /// As {@link #RUN}, never fewer on trying again.
  static final int WHOLE_RUN = 2;

  /// Go on at `a`; on trying again at `b`.
  static final int FORK = 3;

  /// Go on at `a`.
  static final int GO = 4;

  /// Program `a` matches here (`b` is 1) or not (0), taking nothing.
  static final int AHEAD = 5;

  /// The code point before is in class `a` (`b` is 1) or not (0).
  static final int BEHIND = 6;

  /// The first match of program `a`.
  static final int ATOMIC = 7;

  /// The place number `a`.
  static final int PLACE = 8;

  /// The end.
  static final int DONE = 9;

  private static final int LONGEST = 20_000;

  private final List<CharacterClass> drawnSets = new ArrayList<>();
  private final List<SplitProgram> drawnParts = new ArrayList<>();
  private final List<SplitTree.Edge> drawnEdges = new ArrayList<>();
  private int[] steps = new int[64];
  private int length;

  final CharacterClass[] sets;
  final SplitProgram[] parts;
  final SplitTree.Edge[] edges;

  /// Whether it begins with an endless run that may give back: if that fails at one place, it fails
  /// at all places within the run, for what follows does not know where the run began.
  final boolean beginsWithRun;

  private SplitProgram(SplitTree tree) {
    tree.addTo(this);
    step(DONE, 0, 0, 0);
    this.sets = drawnSets.toArray(CharacterClass[]::new);
    this.parts = drawnParts.toArray(SplitProgram[]::new);
    this.edges = drawnEdges.toArray(SplitTree.Edge[]::new);
    this.beginsWithRun = steps[0] == RUN && steps[3] == SplitTree.ENDLESS;
  }

  /// The program of `tree`.
  static SplitProgram of(SplitTree tree) {
    return new SplitProgram(tree);
  }

  int kind(int step) {
    return steps[4 * step];
  }

  int a(int step) {
    return steps[4 * step + 1];
  }

  int b(int step) {
    return steps[4 * step + 2];
  }

  int c(int step) {
    return steps[4 * step + 3];
  }

  @Override
  public void addOne(CharacterClass set) {
    step(ONE, set(set), 0, 0);
  }

  @Override
  public void addAhead(SplitTree body, boolean wanted) {
    step(AHEAD, part(body), wanted ? 1 : 0, 0);
  }

  @Override
  public void addBehind(CharacterClass set, boolean wanted) {
    step(BEHIND, set(set), wanted ? 1 : 0, 0);
  }

  @Override
  public void addAtomic(SplitTree body) {
    step(ATOMIC, part(body), 0, 0);
  }

  @Override
  public void addPlace(SplitTree.Edge edge) {
    drawnEdges.add(edge);
    step(PLACE, drawnEdges.size() - 1, 0, 0);
  }

  @Override
  public void addChoice(List<SplitTree> ways) {
    List<Integer> exits = new ArrayList<>();
    for (SplitTree way : ways.subList(0, ways.size() - 1)) {
      int fork = step(FORK, length + 1, 0, 0);
      way.addTo(this);
      exits.add(step(GO, 0, 0, 0));
      steps[4 * fork + 2] = length;
    }
    ways.getLast().addTo(this);
    for (int exit : exits) {
      steps[4 * exit + 1] = length;
    }
  }

  @Override
  public void addRepeat(SplitTree.Repeat repeat) {
    if (repeat.body() instanceof SplitTree.One one && repeat.greed() != Greed.LAZY) {
      int kind = repeat.greed() == Greed.GREEDY ? RUN : WHOLE_RUN;
      step(kind, set(one.set()), repeat.min(), repeat.max());
    } else if (repeat.greed() == Greed.POSSESSIVE) {
      SplitTree greedy =
          new SplitTree.Repeat(repeat.body(), repeat.min(), repeat.max(), Greed.GREEDY);
      addAtomic(greedy);
    } else {
      unrolled(repeat);
    }
  }

  private void unrolled(SplitTree.Repeat repeat) {
    for (int i = 0; i < repeat.min(); i++) {
      repeat.body().addTo(this);
    }
    boolean endless = repeat.max() == SplitTree.ENDLESS;
    List<Integer> forks = new ArrayList<>();
    for (int i = repeat.min(); i < (endless ? repeat.min() + 1 : repeat.max()); i++) {
      int fork = step(FORK, 0, 0, 0);
      forks.add(fork);
      repeat.body().addTo(this);
      if (endless) {
        step(GO, fork, 0, 0);
      }
    }
    boolean greedy = repeat.greed() == Greed.GREEDY;
    for (int fork : forks) {
      steps[4 * fork + 1] = greedy ? fork + 1 : length;
      steps[4 * fork + 2] = greedy ? length : fork + 1;
    }
  }

  private int step(int kind, int a, int b, int c) {
    if (length >= LONGEST) {
      throw new TokenizerException("a split pattern has more than " + LONGEST + " steps");
    }
    if (4 * length == steps.length) {
      steps = Arrays.copyOf(steps, 2 * steps.length);
    }
    int at = 4 * length;
    steps[at] = kind;
    steps[at + 1] = a;
    steps[at + 2] = b;
    steps[at + 3] = c;
    return length++;
  }

  private int set(CharacterClass set) {
    drawnSets.add(set);
    return drawnSets.size() - 1;
  }

  private int part(SplitTree body) {
    drawnParts.add(new SplitProgram(body));
    return drawnParts.size() - 1;
  }
}
