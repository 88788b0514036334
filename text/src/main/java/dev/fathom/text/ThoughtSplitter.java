package dev.fathom.text;

import dev.fathom.text.TextPiece.Answer;
import dev.fathom.text.TextPiece.Thought;
import dev.fathom.text.TextPiece.ToolText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Splits a stream of text at the marks of thoughts and tool calls. What may be the beginning of a
/// mark, or blank text that a mark would swallow, is held back, so the pieces do not depend on how
/// the stream was cut.
final class ThoughtSplitter {
  private static final String OPEN = ThinkingMarks.OPEN;
  private static final String CLOSE = ThinkingMarks.CLOSE;

  /// The ends of tool calls by their beginnings: DeepSeek R1 and V3, DeepSeek V3.1 (no outer
  /// marks), Qwen.
  private static final Map<String, String> TOOLS =
      Map.of(
          ToolMarks.CALLS, ToolMarks.CALLS_END,
          ToolMarks.CALL, ToolMarks.CALL_END,
          ToolMarks.QWEN_CALL, ToolMarks.QWEN_CALL_END);

  private static final Set<String> BEFORE_ANSWER =
      Set.of(OPEN, CLOSE, ToolMarks.CALLS, ToolMarks.CALL, ToolMarks.QWEN_CALL);

  private static final Set<String> THOUGHT_ONLY = Set.of(OPEN, CLOSE);

  private enum Section {
    /// No answer has begun: only blank text, if any, has come.
    START,
    THOUGHT,
    ANSWER,
    TOOL,
    /// Behind a tool call: only blank text has come since.
    BEHIND_TOOL
  }

  private final boolean tools;
  private final StringBuilder held = new StringBuilder();
  private final StringBuilder blank = new StringBuilder();
  private Section section;
  private String toolEnd = "";

  // whether newlines are still to be left out: behind <think> and behind </think>
  private boolean fresh;

  /// @param thinking whether the text begins inside a thought
  /// @param tools whether tool calls are told apart too, or left in the answer
  ThoughtSplitter(boolean thinking, boolean tools) {
    this.tools = tools;
    this.section = thinking ? Section.THOUGHT : Section.START;
    this.fresh = thinking;
  }

  /// Whether `text` is a mark, or stands between marks in a call.
  static boolean isMark(String text) {
    return BEFORE_ANSWER.contains(text)
        || TOOLS.containsValue(text)
        || text.equals(ToolMarks.NAME_END);
  }

  boolean thinking() {
    return section == Section.THOUGHT;
  }

  /// Takes `text`; adds what can be said for sure to `out`.
  void push(String text, List<TextPiece> out) {
    held.append(text);
    drain(false, out);
  }

  /// Adds the rest to `out`.
  void finish(List<TextPiece> out) {
    drain(true, out);
    Function<String, TextPiece> kind =
        switch (section) {
          case THOUGHT -> Thought::new;
          case TOOL, BEHIND_TOOL -> ToolText::new;
          case START, ANSWER -> Answer::new;
        };
    flush(kind, out);
  }

  // all marks begin with '<': text up to there is said, which settles the section
  private void drain(boolean last, List<TextPiece> out) {
    int at = 0;
    while (at < held.length()) {
      int sign = held.indexOf("<", at);
      say(held.substring(at, sign < 0 ? held.length() : sign), out);
      at = sign < 0 ? held.length() : sign;
      int ahead = sign < 0 ? 0 : markAhead(at, last, out);
      if (ahead < 0) {
        break;
      }
      at += ahead;
    }
    held.delete(0, at);
  }

  /// Handles the '<' at `at`: returns how many characters are done, or -1 if more must come first.
  private int markAhead(int at, boolean last, List<TextPiece> out) {
    boolean open = false;
    for (String mark : marks()) {
      int length = Math.min(mark.length(), held.length() - at);
      if (mark.startsWith(held.substring(at, at + length))) {
        if (length == mark.length()) {
          enter(mark, out);
          return length;
        }
        open = true;
      }
    }
    if (open && !last) {
      return -1;
    }
    say("<", out);
    return 1;
  }

  private Set<String> marks() {
    return switch (section) {
      case START -> tools ? BEFORE_ANSWER : THOUGHT_ONLY;
      case THOUGHT -> fresh ? THOUGHT_ONLY : Set.of(CLOSE);
      case ANSWER, BEHIND_TOOL -> tools ? TOOLS.keySet() : Set.of();
      case TOOL -> Set.of(toolEnd);
    };
  }

  private void enter(String mark, List<TextPiece> out) {
    if (mark.equals(OPEN) || mark.equals(CLOSE)) {
      blank.setLength(0);
      section = mark.equals(OPEN) ? Section.THOUGHT : Section.START;
      fresh = true;
    } else if (section == Section.TOOL) {
      emit(ToolText::new, mark, out);
      section = Section.BEHIND_TOOL;
    } else {
      flush(ToolText::new, out);
      emit(ToolText::new, mark, out);
      fresh = false;
      toolEnd = TOOLS.getOrDefault(mark, "");
      section = Section.TOOL;
    }
  }

  private void say(String text, List<TextPiece> out) {
    String rest = fresh ? withoutNewlines(text) : text;
    if (rest.isEmpty()) {
      return;
    }
    fresh = false;
    switch (section) {
      case THOUGHT -> think(rest, out);
      case START, BEHIND_TOOL -> begin(rest, out);
      case ANSWER -> emit(Answer::new, rest, out);
      case TOOL -> emit(ToolText::new, rest, out);
    }
  }

  private void think(String text, List<TextPiece> out) {
    int end = text.length();
    while (end > 0 && isNewline(text.charAt(end - 1))) {
      end--;
    }
    if (end > 0) {
      flush(Thought::new, out);
      emit(Thought::new, text.substring(0, end), out);
    }
    blank.append(text, end, text.length());
  }

  private void begin(String text, List<TextPiece> out) {
    if (text.isBlank()) {
      blank.append(text);
      return;
    }
    section = Section.ANSWER;
    flush(Answer::new, out);
    emit(Answer::new, text, out);
  }

  private void flush(Function<String, TextPiece> kind, List<TextPiece> out) {
    if (!blank.isEmpty()) {
      emit(kind, blank.toString(), out);
      blank.setLength(0);
    }
  }

  private static void emit(Function<String, TextPiece> kind, String text, List<TextPiece> out) {
    TextPiece piece = kind.apply(text);
    if (!out.isEmpty() && out.getLast().getClass() == piece.getClass()) {
      piece = kind.apply(out.removeLast().text() + text);
    }
    out.add(piece);
  }

  private static String withoutNewlines(String text) {
    int from = 0;
    while (from < text.length() && isNewline(text.charAt(from))) {
      from++;
    }
    return text.substring(from);
  }

  private static boolean isNewline(char c) {
    return c == '\n' || c == '\r';
  }
}
