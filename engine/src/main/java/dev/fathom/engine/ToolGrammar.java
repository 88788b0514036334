package dev.fathom.engine;

import dev.fathom.grammar.Grammar;
import dev.fathom.text.ToolCallFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Grammars for answers that call tools: the marks as the model's format has them, a known name,
/// and arguments that are valid by the tool's schema.
public final class ToolGrammar {
  private final List<Tool> tools;
  private final ToolCallFormat format;

  /// A tool that a model may call.
  ///
  /// @param parameters the JSON schema of its arguments, as text
  public record Tool(String name, String parameters) {
    public Tool {
      if (name.isBlank()) {
        throw new IllegalArgumentException("a tool needs a name");
      }
    }
  }

  /// @param tools at least one
  public ToolGrammar(List<Tool> tools, ToolCallFormat format) {
    if (tools.isEmpty()) {
      throw new IllegalArgumentException("calling tools needs at least one tool");
    }
    this.tools = List.copyOf(tools);
    this.format = format;
  }

  /// Free text in which calls, wherever they begin, are calls of these tools.
  ///
  /// @param most calls in one section, where the format has sections; elsewhere any number may come
  public Grammar free(int most) {
    String opening = format.opening();
    if (!opening.isEmpty()) {
      return Grammar.triggered(Map.of(opening, calls("", tools, most)));
    }
    String trigger = trigger();
    return Grammar.triggered(Map.of(trigger, anyOf(tools, trigger)));
  }

  /// Nothing but calls, at least one.
  ///
  /// @param most at most so many; 1 where the format has no more in an answer
  public Grammar required(int most) {
    return calls(format.opening(), tools, most);
  }

  /// One call of the tool `name` and nothing else.
  public Grammar named(String name) {
    List<Tool> one = tools.stream().filter(tool -> tool.name().equals(name)).limit(1).toList();
    if (one.isEmpty()) {
      throw new IllegalArgumentException(
          "tool '%s' is to be called, but the tools are %s"
              .formatted(name, tools.stream().map(Tool::name).toList()));
    }
    return calls(format.opening(), one, 1);
  }

  private Grammar calls(String opening, List<Tool> choice, int most) {
    int count = format.parallel() ? most : 1;
    List<Grammar> parts = new ArrayList<>();
    addLiteral(opening, parts);
    Grammar call = anyOf(choice, "");
    parts.add(count == 1 ? call : Grammar.repeat(call, format.separator(), count));
    addLiteral(format.closing(), parts);
    return Grammar.sequence(parts);
  }

  /// A call, without its beginning `said`.
  private Grammar anyOf(List<Tool> choice, String said) {
    return Grammar.choice(choice.stream().map(tool -> call(tool, said)).toList());
  }

  private Grammar call(Tool tool, String said) {
    return Grammar.sequence(
        List.of(
            Grammar.literal(format.before(tool.name()).substring(said.length())),
            Grammar.jsonSchema(tool.parameters()),
            Grammar.literal(format.after())));
  }

  /// What shows that a call begins, where no section does: the call's mark, or the key of its name;
  /// no more of it, for what the model writes next may be spaced otherwise.
  private String trigger() {
    String before = format.before("x");
    return before.startsWith("<")
        ? before.substring(0, before.indexOf('>') + 1)
        : before.substring(0, before.indexOf(':'));
  }

  private static void addLiteral(String text, List<Grammar> parts) {
    if (!text.isEmpty()) {
      parts.add(Grammar.literal(text));
    }
  }
}
