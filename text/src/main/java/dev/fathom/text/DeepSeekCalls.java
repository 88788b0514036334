package dev.fathom.text;

/// A section of calls as DeepSeek writes them, from behind its first mark. The arguments end with
/// their last bracket, or, where they are no good JSON, at the call's end mark.
final class DeepSeekCalls implements CallSyntax {
  /// Longer than any tool's name.
  private static final int MAX_NAME = 256;

  private enum Place {
    /// Behind `<｜tool▁calls▁begin｜>`.
    SECTION,
    /// V3.1: the name; R1: the type.
    HEAD,
    MARK,
    /// R1's name, up to the end of its line.
    NAME,
    FENCE,
    ARGUMENTS,
    TAIL,
    /// Behind a call.
    NEXT
  }

  private final Listener listener;
  private final boolean typed;
  private final StringBuilder word = new StringBuilder();

  // the beginning of an end mark among the arguments
  private final StringBuilder mark = new StringBuilder();
  private Expected expected = new Expected(" " + ToolMarks.CALL);
  private JsonSpan span = new JsonSpan();
  private Place place = Place.SECTION;

  /// @param typed whether a type stands before the name (R1)
  /// @param section whether the first mark was the section's, not the call's
  DeepSeekCalls(Listener listener, boolean typed, boolean section) {
    this.listener = listener;
    this.typed = typed;
    if (!section) {
      place = Place.HEAD;
    }
  }

  @Override
  public Step take(char c) {
    return switch (place) {
      case SECTION, NEXT -> between(c);
      case HEAD -> c == '<' ? mark() : spell(c);
      case MARK -> marked(c);
      case NAME -> c == '\n' ? fence() : spell(c);
      case FENCE -> fenced(c);
      case ARGUMENTS -> argument(c);
      case TAIL -> tail(c);
    };
  }

  @Override
  public boolean finish() {
    if (place == Place.ARGUMENTS && !mark.isEmpty()) {
      listener.arguments(mark.toString());
    }
    return place == Place.TAIL || place == Place.NEXT;
  }

  private Step between(char c) {
    int found = expected.take(c);
    if (found == 0) {
      word.setLength(0);
      return go(Place.HEAD);
    }
    return found == 1 ? Step.DONE : open(found);
  }

  private Step spell(char c) {
    word.append(c);
    return word.length() > MAX_NAME || c == '<' ? Step.BROKEN : Step.OPEN;
  }

  private Step mark() {
    expected = new Expected(ToolMarks.NAME_END);
    expected.take('<');
    return go(Place.MARK);
  }

  private Step marked(char c) {
    int found = expected.take(c);
    if (found < 0) {
      return open(found);
    }
    if (!typed) {
      return fence();
    }
    word.setLength(0);
    return go(Place.NAME);
  }

  private Step fence() {
    expected = new Expected(" ```json {", " ``` {", " {");
    String name = word.toString().strip();
    return name.isEmpty() || name.indexOf('\n') >= 0 ? Step.BROKEN : go(Place.FENCE);
  }

  private Step fenced(char c) {
    int found = expected.take(c);
    if (found < 0) {
      return open(found);
    }
    span = new JsonSpan();
    place = Place.ARGUMENTS;
    listener.begin(word.toString().strip());
    return argument(c);
  }

  private Step argument(char c) {
    mark.append(c);
    String seen = mark.toString();
    if (seen.equals(ToolMarks.CALL_END) || seen.equals(ToolMarks.CALLS_END)) {
      return end(seen.equals(ToolMarks.CALL_END));
    }
    if (!ToolMarks.CALL_END.startsWith(seen) && !ToolMarks.CALLS_END.startsWith(seen)) {
      boolean again = c == '<';
      listener.arguments(again ? seen.substring(0, seen.length() - 1) : seen);
      mark.setLength(0);
      mark.append(again ? "<" : "");
    }
    return span.take(c) ? tail() : Step.OPEN;
  }

  private Step tail() {
    expected =
        new Expected(
            " " + ToolMarks.CALL_END,
            " ``` " + ToolMarks.CALL_END,
            " " + ToolMarks.CALLS_END,
            " ``` " + ToolMarks.CALLS_END);
    return go(Place.TAIL);
  }

  private Step tail(char c) {
    int found = expected.take(c);
    return found < 0 ? open(found) : end(found < 2);
  }

  private Step end(boolean more) {
    listener.end();
    mark.setLength(0);
    expected = new Expected(" " + ToolMarks.CALL, " " + ToolMarks.CALLS_END);
    return more ? go(Place.NEXT) : Step.DONE;
  }

  private static Step open(int found) {
    return found == Expected.OPEN ? Step.OPEN : Step.BROKEN;
  }

  private Step go(Place next) {
    place = next;
    return Step.OPEN;
  }
}
