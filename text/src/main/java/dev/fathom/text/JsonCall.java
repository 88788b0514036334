package dev.fathom.text;

import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A call as a JSON object: its name under `name` and its arguments, an object, under `arguments`
/// or `parameters`, in whichever order (Qwen, Hermes, Llama 3).
final class JsonCall implements CallSyntax {
  private static final Set<String> ARGUMENTS = Set.of("\"arguments\"", "\"parameters\"");
  private static final Set<String> KNOWN = Set.of("\"name\"", "\"type\"", "\"id\"");

  private enum Place {
    OBJECT,
    KEY_OR_END,
    KEY,
    COLON,
    VALUE,
    NAME,
    ARGUMENTS,
    /// A value that does not matter.
    OTHER,
    /// As before, with no end of its own.
    WORD,
    BEHIND_VALUE,
    /// Behind the object.
    TAIL
  }

  private final Listener listener;

  // marked calls may have other members and lack their last bracket; bare ones are known by both
  private final boolean marked;
  private final Expected tail =
      new Expected(" " + ToolMarks.QWEN_CALL_END, " } " + ToolMarks.QWEN_CALL_END);
  private final StringBuilder word = new StringBuilder();
  private final StringBuilder early = new StringBuilder();
  private JsonSpan span = new JsonSpan();
  private Place place = Place.OBJECT;
  private String name = "";
  private boolean argued;
  private boolean begun;

  /// @param marked whether the call stands between `<tool_call>` and `</tool_call>`, and not alone
  JsonCall(Listener listener, boolean marked) {
    this.listener = listener;
    this.marked = marked;
  }

  @Override
  public Step take(char c) {
    return switch (place) {
      case OBJECT -> blank(c) ? Step.OPEN : when(c == '{', Place.KEY_OR_END);
      case KEY_OR_END -> key(c);
      case KEY -> spelt(c, Place.COLON);
      case COLON -> blank(c) ? Step.OPEN : when(c == ':', Place.VALUE);
      case VALUE -> blank(c) ? Step.OPEN : value(c);
      case NAME -> spelt(c, Place.BEHIND_VALUE);
      case ARGUMENTS -> argument(c);
      case OTHER -> span.take(c) ? go(Place.BEHIND_VALUE) : Step.OPEN;
      case WORD -> Character.isLetterOrDigit(c) || "+-.".indexOf(c) >= 0 ? Step.OPEN : behind(c);
      case BEHIND_VALUE -> behind(c);
      case TAIL -> tail(c);
    };
  }

  @Override
  public boolean finish() {
    return begun;
  }

  private Step key(char c) {
    if (blank(c)) {
      return Step.OPEN;
    }
    if (c == '}') {
      return close();
    }
    return c == '"' ? spell(c, Place.KEY) : Step.BROKEN;
  }

  private Step value(char c) {
    String key = word.toString();
    if (ARGUMENTS.contains(key) && !argued) {
      argued = true;
      span = new JsonSpan();
      place = Place.ARGUMENTS;
      return c == '{' ? argument(c) : Step.BROKEN;
    }
    if (key.equals("\"name\"") && name.isEmpty()) {
      return c == '"' ? spell(c, Place.NAME) : Step.BROKEN;
    }
    return marked || KNOWN.contains(key) || ARGUMENTS.contains(key) ? other(c) : Step.BROKEN;
  }

  private Step other(char c) {
    if (c == '{' || c == '[' || c == '"') {
      span = new JsonSpan();
      span.take(c);
      return go(Place.OTHER);
    }
    return when(Character.isLetterOrDigit(c) || c == '-', Place.WORD);
  }

  private Step argument(char c) {
    boolean last = span.take(c);
    if (!name.isEmpty()) {
      begin();
      listener.arguments(String.valueOf(c));
    } else {
      early.append(c);
    }
    return last ? go(Place.BEHIND_VALUE) : Step.OPEN;
  }

  private Step spell(char c, Place next) {
    span = new JsonSpan();
    word.setLength(0);
    word.append(c);
    span.take(c);
    return go(next);
  }

  private Step spelt(char c, Place next) {
    word.append(c);
    if (!span.take(c)) {
      return Step.OPEN;
    }
    return place == Place.NAME && !named() ? Step.BROKEN : go(next);
  }

  private boolean named() {
    try {
      name = JsonMapper.shared().readValue(word.toString(), String.class);
    } catch (JacksonException _) {
      return false;
    }
    if (!name.isEmpty() && argued) {
      begin();
      listener.arguments(early.toString());
    }
    return !name.isEmpty();
  }

  private void begin() {
    if (!begun) {
      begun = true;
      listener.begin(name);
    }
  }

  private Step behind(char c) {
    if (blank(c)) {
      return go(Place.BEHIND_VALUE);
    }
    if (c == '<' && marked && begun) {
      place = Place.TAIL;
      return tail(c);
    }
    return c == '}' ? close() : when(c == ',', Place.KEY_OR_END);
  }

  private Step close() {
    if (!begun) {
      return Step.BROKEN;
    }
    place = Place.TAIL;
    return marked ? Step.OPEN : end();
  }

  private Step tail(char c) {
    int found = tail.take(c);
    if (found >= 0) {
      return end();
    }
    return found == Expected.OPEN ? Step.OPEN : Step.BROKEN;
  }

  private Step end() {
    listener.end();
    return Step.DONE;
  }

  private Step when(boolean fits, Place next) {
    return fits ? go(next) : Step.BROKEN;
  }

  private Step go(Place next) {
    place = next;
    return Step.OPEN;
  }

  private static boolean blank(char c) {
    return Character.isWhitespace(c);
  }
}
