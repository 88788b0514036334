package dev.fathom.testing;

import dev.fathom.engine.ChatFormat;
import dev.fathom.engine.Engine;
import dev.fathom.engine.EngineOptions;
import dev.fathom.engine.ModelFacts;
import dev.fathom.model.SamplingDefaults;
import dev.fathom.text.ChatTemplate;
import java.util.Set;

/// The real engine over a {@link HashedForward}: its answers are known beforehand, never end by
/// themselves, and cost next to nothing. For tests of load and of faults.
public final class HashedModel implements AutoCloseable {
  /// What it is called.
  public static final String NAME = "hashed";

  private static final String TEMPLATE =
      "{% for m in messages %}{{ m.role }}:{{ m.content }};{% endfor %}a:";

  private final ByteTokenizer tokenizer = new ByteTokenizer();
  private final ChatTemplate template = ChatTemplate.parse(NAME, TEMPLATE);
  private final int width;
  private final HashedForward forward;
  private final Engine engine;

  /// Leaves one long a token in the cache.
  public HashedModel(EngineOptions options) {
    this(options, 1);
  }

  /// @param width longs a token leaves in the cache, and on disk
  public HashedModel(EngineOptions options, int width) {
    this.width = width;
    forward = new HashedForward(options.cacheTokens(), width, options.sequences().running() + 1);
    ModelFacts facts =
        new ModelFacts(
            tokenizer,
            ByteTokenizer.SIZE,
            options.contextTokens(),
            Set.of(ByteTokenizer.END),
            NAME + " " + width);
    engine = new Engine(facts, forward, options);
  }

  public Engine engine() {
    return engine;
  }

  public HashedForward forward() {
    return forward;
  }

  public ByteTokenizer tokenizer() {
    return tokenizer;
  }

  public ChatFormat format() {
    return ChatFormat.of(NAME, tokenizer, template);
  }

  /// Greedy.
  public SamplingDefaults card() {
    return new SamplingDefaults(0.0, null, null);
  }

  /// The prompt of a conversation with one message.
  public static String prompt(String content) {
    return "user:" + content + ";a:";
  }

  /// The greedy answer of `count` letters to `prompt`, worked out without an engine.
  public String answer(String prompt, int count) {
    return HashedForward.answer(tokenizer.encode(prompt, false), count, width);
  }

  @Override
  public void close() {
    engine.close();
  }
}
