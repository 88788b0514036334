package dev.fathom.text;

import dev.fathom.text.TextPiece.Answer;
import dev.fathom.text.TextPiece.ToolArguments;
import dev.fathom.text.TextPiece.ToolStart;
import java.util.List;

/// Finds the calls of tools in an answer as it streams. It goes by single characters, so what comes
/// out does not depend on how the stream was cut. What may still become a call is held back; where
/// it does not, it comes out as it was written, as answer. White space around calls is left out.
final class ToolCallReader implements CallSyntax.Listener {
  private enum Place {
    /// Nothing but white space has come.
    START,
    ANSWER,
    CALL,
    /// Behind a call or a section of calls: only white space has come since.
    BEHIND_CALL
  }

  private final ToolCallFormat format;

  // written, but neither said nor part of a call yet
  private final StringBuilder held = new StringBuilder();
  private final StringBuilder said = new StringBuilder();
  private final StringBuilder arguments = new StringBuilder();
  private List<TextPiece> out = List.of();
  private Place place = Place.START;
  private CallSyntax syntax;
  // how many of the held characters are the beginning of a mark
  private int mark;
  private int calls;

  ToolCallReader(ToolCallFormat format) {
    this.format = format;
    this.syntax = new JsonCall(this, false);
  }

  /// Takes more of the answer; adds what can be said for sure to `pieces`.
  void push(String text, List<TextPiece> pieces) {
    out = pieces;
    for (int i = 0; i < text.length(); i++) {
      take(text.charAt(i));
    }
    flush();
  }

  /// Adds the rest to `pieces`.
  void finish(List<TextPiece> pieces) {
    out = pieces;
    boolean markup =
        switch (place) {
          case START, ANSWER -> false;
          case BEHIND_CALL -> mark == 0;
          case CALL -> syntax.finish();
        };
    if (!markup) {
      say(held.length());
    }
    flush();
  }

  @Override
  public void begin(String name) {
    flush();
    out.add(new ToolStart(calls++, name));
    held.setLength(0);
  }

  @Override
  public void arguments(String text) {
    arguments.append(text);
    held.setLength(0);
  }

  @Override
  public void end() {
    flush();
    held.setLength(0);
  }

  private void take(char c) {
    held.append(c);
    if (place != Place.CALL) {
      outside(c);
      return;
    }
    switch (syntax.take(c)) {
      case OPEN -> {}
      case DONE -> behind();
      case BROKEN -> {
        // the character may begin a mark, so it is looked at again
        say(held.length() - 1);
        held.setLength(0);
        place = Place.ANSWER;
        take(c);
      }
    }
  }

  private void behind() {
    place = Place.BEHIND_CALL;
    held.setLength(0);
  }

  private void outside(char c) {
    mark++;
    if (fits()) {
      return;
    }
    if (mark > 1) {
      // what began like a mark is none; the character may begin another
      place = Place.ANSWER;
      say(held.length() - 1);
      mark = 1;
      if (fits()) {
        return;
      }
    }
    mark = 0;
    if (place == Place.ANSWER || !blank(c)) {
      place = Place.ANSWER;
      say(held.length());
    }
  }

  /// Whether the last `mark` held characters begin a mark; enters the call if they are one.
  private boolean fits() {
    String seen = held.substring(held.length() - mark);
    for (String each : openings()) {
      if (each.equals(seen)) {
        enter(each);
        return true;
      }
      if (each.startsWith(seen)) {
        return true;
      }
    }
    return false;
  }

  private List<String> openings() {
    return switch (format) {
      case DEEPSEEK_R1, DEEPSEEK_V31 -> List.of(ToolMarks.CALLS, ToolMarks.CALL);
      case QWEN -> List.of(ToolMarks.QWEN_CALL);
      case LLAMA3 -> place == Place.ANSWER ? List.of() : List.of("{", ToolMarks.PYTHON);
    };
  }

  private void enter(String opening) {
    boolean section = opening.equals(ToolMarks.CALLS);
    syntax =
        switch (format) {
          case DEEPSEEK_R1 -> new DeepSeekCalls(this, true, section);
          case DEEPSEEK_V31 -> new DeepSeekCalls(this, false, section);
          case QWEN -> new JsonCall(this, true);
          case LLAMA3 -> new JsonCall(this, false);
        };
    place = Place.CALL;
    mark = 0;
    if (opening.equals("{")) {
      syntax.take('{');
    }
  }

  private boolean blank(char c) {
    // Llama parts calls by semicolons
    boolean parted = format == ToolCallFormat.LLAMA3 && place == Place.BEHIND_CALL && c == ';';
    return parted || Character.isWhitespace(c);
  }

  private void say(int length) {
    if (length > 0) {
      said.append(held, 0, length);
      held.delete(0, length);
    }
  }

  private void flush() {
    if (!arguments.isEmpty()) {
      out.add(new ToolArguments(calls - 1, arguments.toString()));
      arguments.setLength(0);
    }
    if (!said.isEmpty()) {
      out.add(new Answer(said.toString()));
      said.setLength(0);
    }
  }
}
