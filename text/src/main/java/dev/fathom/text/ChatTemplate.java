package dev.fathom.text;

import java.util.Map;

/// A model's chat template: a strict subset of Jinja with budgets on steps, depth and output, and
/// no way to reach the host. Immutable and safe for many threads.
public final class ChatTemplate {
  private final String name;
  private final String source;

  private ChatTemplate(String name, String source) {
    this.name = name;
    this.source = source;
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

  /// The text of the template under `variables` (`messages`, `tools`, `add_generation_prompt`,
  /// `bos_token`, ...), whose values are strings, numbers, booleans, nulls, lists and maps.
  public String render(Map<String, ?> variables) {
    throw new UnsupportedOperationException();
  }
}
