package dev.fathom.text;

import java.time.LocalDateTime;
import java.util.Map;
import java.util.function.Supplier;

/// A model's chat template: a strict subset of Jinja with budgets on steps, depth and output, and
/// no way to reach the host. Immutable and safe for many threads.
///
/// It renders what Jinja2 renders the way Hugging Face transformers sets it up (immutable sandbox,
/// `trim_blocks`, `lstrip_blocks`, loop controls, `tojson` with all options of `json.dumps`,
/// `raise_exception`, `strftime_now`, `{% generation %}`), byte for byte, or throws. Known to be
/// different: `safe` and `escape` make plain strings; integers have 64 bits; `from_json` is there;
/// a name that is not in the subset is an error even in a branch that is never taken.
public final class ChatTemplate {
  /// 1 MiB; the longest published template has less than a tenth of it.
  private static final int MAX_SOURCE = 1 << 20;

  private final String name;
  private final String source;
  private final String plain;
  private final JinjaParser.Parsed parsed;

  private ChatTemplate(String name, String source) {
    this.name = name;
    this.source = source;
    if (source.length() > MAX_SOURCE) {
      String found = source.length() + " characters";
      throw new TemplateException(
          "template '" + name + "' has " + found + ", at most " + MAX_SOURCE + " are read");
    }
    plain = JinjaLexer.withPlainLineEnds(source);
    try {
      parsed = JinjaParser.parse(plain);
    } catch (JinjaFault fault) {
      throw located(fault, 0);
    }
  }

  /// Parses `source`; throws {@link TemplateException} with line and column where it is not in the
  /// subset.
  public static ChatTemplate parse(String name, String source) {
    return new ChatTemplate(name, source);
  }

  /// What the template is called in messages.
  public String name() {
    return name;
  }

  /// The template's text.
  public String source() {
    return source;
  }

  /// Whether the template has a variable, an attribute, an argument name or a whole string that
  /// reads `word`, such as `enable_thinking` or `tools`.
  public boolean mentions(String word) {
    return parsed.words().contains(word);
  }

  /// The text of the template under `variables` (`messages`, `tools`, `add_generation_prompt`,
  /// `bos_token`, ...), whose values are strings, numbers, booleans, nulls, lists and maps.
  public String render(Map<String, ?> variables) {
    return render(variables, LocalDateTime::now);
  }

  /// As {@link #render(Map)}, with `strftime_now` telling the time `now`.
  public String render(Map<String, ?> variables, LocalDateTime now) {
    return render(variables, () -> now);
  }

  private String render(Map<String, ?> variables, Supplier<LocalDateTime> clock) {
    JinjaInterpreter interpreter = new JinjaInterpreter(clock);
    try {
      return interpreter.render(parsed.body(), variables);
    } catch (JinjaFault fault) {
      throw located(fault, interpreter.at());
    } catch (StackOverflowError e) {
      // the budgets fit the usual stacks; a caller with a small one gets an error all the same
      throw located(new JinjaFault("depth budget exceeded: the stack is full"), interpreter.at());
    }
  }

  private TemplateException located(JinjaFault fault, int otherwise) {
    int at = Math.min(fault.at() == JinjaFault.HERE ? otherwise : fault.at(), plain.length());
    int line = 1;
    int lineStart = 0;
    for (int i = plain.indexOf('\n'); i >= 0 && i < at; i = plain.indexOf('\n', i + 1)) {
      line++;
      lineStart = i + 1;
    }
    String place = "line " + line + ", column " + (at - lineStart + 1);
    return new TemplateException("template '" + name + "', " + place + ": " + fault.getMessage());
  }
}
