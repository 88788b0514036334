package dev.fathom.testing;

import dev.fathom.engine.ChatFormat;
import dev.fathom.engine.Engine;
import dev.fathom.engine.EngineOptions;
import dev.fathom.engine.ModelFacts;
import dev.fathom.model.SamplingDefaults;
import dev.fathom.text.ChatTemplate;
import java.util.Set;

/// A model that says what a {@link Script} tells, by the real engine: with its template, its
/// tokenizer, its sampler and its grammars. It speaks as Qwen's models do. For tests of clients,
/// whose published tests ask for the capital of Germany.
public final class ScriptedModel implements AutoCloseable {
  /// What it is called.
  public static final String NAME = "scripted";

  private static final int CONTEXT = 32_768;
  private static final String TEMPLATE =
      """
      {%- if tools %}
      <|im_start|>system
      {% if messages[0].role == 'system' %}
      {{ messages[0].content }}

      {% endif %}
      You may call these functions:
      {% for tool in tools %}
      {{ tool | tojson }}
      {% endfor %}
      For each call, write an object of JSON within marks:
      <tool_call>
      {"name": NAME, "arguments": ARGUMENTS}
      </tool_call><|im_end|>
      {% endif %}
      {% for message in messages %}
      {% if message.role == 'system' %}
      {% if not (tools and loop.first) %}
      <|im_start|>system
      {{ message.content }}<|im_end|>
      {% endif %}
      {% elif message.role == 'tool' %}
      <|im_start|>user
      <tool_response>
      {{ message.content }}
      </tool_response><|im_end|>
      {% else %}
      <|im_start|>{{ message.role }}
      {% if message.reasoning_content %}
      <think>
      {{ message.reasoning_content }}
      </think>

      {% endif %}
      {{ message.content or '' }}
      {%- for call in message.tool_calls or [] %}

      <tool_call>
      {"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}
      </tool_call>
      {%- endfor %}
      <|im_end|>
      {% endif %}
      {% endfor %}
      {% if add_generation_prompt %}
      <|im_start|>assistant
      {% if enable_thinking is defined and not enable_thinking %}
      <think>

      </think>

      {% endif %}
      {% endif %}
      """;

  private final ScriptedTokenizer tokenizer = new ScriptedTokenizer();
  private final ChatTemplate template = ChatTemplate.parse(NAME, TEMPLATE);
  private final Engine engine;

  /// Answers as fast as the engine can.
  public ScriptedModel(Script script) {
    this(script, new Pace());
  }

  public ScriptedModel(Script script, Pace pace) {
    this(script, CONTEXT, pace);
  }

  /// @param context tokens of a conversation at most
  public ScriptedModel(Script script, int context, Pace pace) {
    ModelFacts facts =
        new ModelFacts(tokenizer, tokenizer.size(), context, Set.of(ScriptedTokenizer.END));
    engine =
        new Engine(
            facts,
            pace.of(new ScriptedForward(script, tokenizer)),
            EngineOptions.ofContext(context * 2));
  }

  public Engine engine() {
    return engine;
  }

  public ChatFormat format() {
    return ChatFormat.of(NAME, tokenizer, template);
  }

  public ScriptedTokenizer tokenizer() {
    return tokenizer;
  }

  /// Greedy.
  public SamplingDefaults card() {
    return new SamplingDefaults(0.0, null, null);
  }

  @Override
  public void close() {
    engine.close();
  }
}
