package dev.fathom.text;

/// What one rendering may spend. Every step, call, character and list item a template causes is
/// counted here, so no template can loop, recurse or allocate without end.
final class JinjaBudget {
  /// Nodes evaluated, plus one for every {@link #CHARS_PER_STEP} characters and for every item
  /// made: also the bound on all memory a rendering can hold.
  static final int STEPS = 1_000_000;

  /// Nesting in the source, and calls of macros inside calls of macros.
  static final int DEPTH = 64;

  /// Nesting of statements, expressions and calls together while rendering: about a third of what a
  /// stack of one megabyte takes.
  static final int LEVELS = 512;

  /// Characters of the output, and of every text on the way to it: 4 MiB.
  static final int CHARS = 4 << 20;

  /// How deep lists and maps may lie in one another.
  static final int VALUE_DEPTH = 128;

  private static final int CHARS_PER_STEP = 32;

  private int steps;
  private int levels;
  private int calls;

  void step() {
    if (++steps > STEPS) throw outOfSteps();
    if ((steps & 1023) == 0 && Thread.currentThread().isInterrupted()) {
      throw new JinjaFault("rendering was interrupted");
    }
  }

  /// Counts `count` list items about to be made.
  void items(long count) {
    if (count < 0 || count > STEPS - steps) throw outOfSteps();
    steps += (int) count;
    step();
  }

  /// Counts `count` characters about to be made or searched through.
  void chars(long count) {
    if (count > CHARS) {
      throw new JinjaFault("output budget exceeded: a text of more than " + CHARS + " characters");
    }
    items(count / CHARS_PER_STEP);
  }

  /// Counts a search for `part`, which takes time and memory when it is long.
  void search(String part) {
    if (part.length() > JinjaText.SHORT) items(part.length() / 4);
  }

  /// Counts a text that was just made from texts already counted.
  String made(String text) {
    chars(text.length());
    return text;
  }

  void enter() {
    if (++levels > LEVELS) {
      throw new JinjaFault("depth budget exceeded: more than " + LEVELS + " levels of nesting");
    }
  }

  void leave() {
    levels--;
  }

  void enterCall() {
    if (++calls > DEPTH) {
      throw new JinjaFault("depth budget exceeded: more than " + DEPTH + " calls inside calls");
    }
  }

  void leaveCall() {
    calls--;
  }

  /// Fails where values lie deeper in one another than {@link #VALUE_DEPTH}.
  static void valueDepth(int depth) {
    if (depth > VALUE_DEPTH) {
      throw new JinjaFault(
          "depth budget exceeded: values more than " + VALUE_DEPTH + " levels deep");
    }
  }

  private static JinjaFault outOfSteps() {
    return new JinjaFault("step budget exceeded: more than " + STEPS + " steps");
  }
}
