package dev.fathom.endurance;

import dev.fathom.engine.EngineOptions;
import dev.fathom.engine.Generation;
import dev.fathom.engine.GenerationEvent;
import dev.fathom.engine.GenerationRequest;
import dev.fathom.engine.Usage;
import dev.fathom.tensor.ElementType;
import dev.fathom.testing.HashedModel;
import java.nio.file.Path;
import java.util.Random;

/// A process that answers prompts with a prefix cache on disk for ever, and is killed at it. Says
/// of each: `prompt answer cached-tokens`.
final class PrefixKeeper {
  static final int PROMPTS = 64;
  static final int ANSWER = 64;

  /// Longs a token leaves: a file of four pages has 256 KiB.
  static final int WIDTH = 128;

  private static final int CONTEXT = 4096;
  private static final long DISK_BYTES = 24L << 20;

  private PrefixKeeper() {}

  public static void main(String[] arguments) throws InterruptedException {
    Random random = new Random(Long.parseLong(arguments[1]));
    // little room in memory, so that most comes from disk
    EngineOptions options =
        new EngineOptions(CONTEXT, ElementType.F16, 512)
            .withPrefixes(new EngineOptions.Prefixes(Path.of(arguments[0]), DISK_BYTES));
    try (HashedModel model = new HashedModel(options, WIDTH)) {
      System.out.println("ready");
      while (true) {
        int number = random.nextInt(PROMPTS);
        System.out.println(number + " " + answer(model, prompt(number)));
      }
    }
  }

  /// Some begin alike.
  static String prompt(int number) {
    return ("family " + number % 8 + " ").repeat(60) + ("member " + number + " ").repeat(100);
  }

  private static String answer(HashedModel model, String prompt) throws InterruptedException {
    int[] ids = model.tokenizer().encode(prompt, false);
    StringBuilder answer = new StringBuilder();
    try (Generation generation = model.engine().submit(GenerationRequest.greedy(ids, ANSWER))) {
      while (true) {
        switch (generation.next()) {
          case GenerationEvent.Answer(String text) -> answer.append(text);
          case GenerationEvent.Finished(var _, Usage usage) -> {
            return answer + " " + usage.cachedTokens();
          }
          case GenerationEvent.Failed(String message) -> throw new IllegalStateException(message);
          case GenerationEvent other -> throw new IllegalStateException("unwanted: " + other);
        }
      }
    }
  }
}
