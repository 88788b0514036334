package dev.fathom.testing;

import java.util.ArrayList;
import java.util.List;

/// What a {@link ScriptedModel} says to which prompt. The first rule that fits holds.
public final class Script {
  private final List<Rule> rules = new ArrayList<>();

  /// @param keys texts that the prompt must contain, all of them
  /// @param answers what to say, the best first; a later one where a grammar forbids the earlier
  record Rule(List<String> keys, List<String> answers) {
    boolean fits(String prompt) {
      return keys.stream().allMatch(prompt::contains);
    }
  }

  /// A rule whose answers are still to be told.
  public final class Condition {
    private final List<String> keys;

    private Condition(List<String> keys) {
      this.keys = keys;
    }

    /// The answer, and what to say instead where a grammar forbids it.
    public Script say(String... answers) {
      rules.add(new Rule(keys, List.of(answers)));
      return Script.this;
    }
  }

  /// Where the prompt contains all of `keys`.
  public Condition when(String... keys) {
    return new Condition(List.of(keys));
  }

  /// The first rule that fits `prompt`; one that says nothing where none does.
  Rule rule(String prompt) {
    return rules.stream()
        .filter(rule -> rule.fits(prompt))
        .findFirst()
        .orElse(new Rule(List.of(), List.of("")));
  }

  /// A call of a tool as Qwen's models write it.
  public static String call(String name, String arguments) {
    return "<tool_call>\n{\"name\": \"%s\", \"arguments\": %s}\n</tool_call>"
        .formatted(name, arguments);
  }
}
