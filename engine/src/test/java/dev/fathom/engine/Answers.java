package dev.fathom.engine;

import dev.fathom.tensor.ElementType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Prompts for the hashing model, and ears for its answers.
final class Answers {
  static final int CONTEXT = 512;

  private Answers() {}

  /// An engine over `forward`, for sequences of up to 512 tokens of a model made for 600.
  static Engine engine(HashingForward forward, int chunkTokens, Set<Integer> endTokens) {
    return new Engine(
        new ModelFacts(new LetterTokenizer(false), HashingForward.VOCABULARY, 600, endTokens),
        forward,
        new EngineOptions(CONTEXT, ElementType.F16, chunkTokens));
  }

  /// The same with guesses of `draftTokens` tokens.
  static Engine guessing(HashingForward forward, int draftTokens, Set<Integer> endTokens) {
    return new Engine(
        new ModelFacts(new LetterTokenizer(false), HashingForward.VOCABULARY, 600, endTokens),
        forward,
        new EngineOptions(
            CONTEXT,
            ElementType.F16,
            7,
            EngineOptions.Sequences.DEFAULTS,
            EngineOptions.Prefixes.NONE,
            draftTokens));
  }

  /// The letters, and what is above them without a text; nothing ends a turn.
  static Lexicon lexicon(int vocabulary) {
    return new Lexicon(new ModelFacts(new LetterTokenizer(false), vocabulary, 600, Set.of()));
  }

  /// An engine with options, with a fingerprint of its model.
  static Engine engine(HashingForward forward, EngineOptions options, String fingerprint) {
    return new Engine(
        new ModelFacts(
            new LetterTokenizer(false),
            HashingForward.VOCABULARY,
            options.contextTokens(),
            Set.of(),
            fingerprint),
        forward,
        options);
  }

  static HashingForward forward(EngineOptions options) {
    return new HashingForward(CacheMemory.pages(options), KvCache.PAGE_TOKENS);
  }

  static HashingForward forward() {
    return new HashingForward(CONTEXT / KvCache.PAGE_TOKENS, KvCache.PAGE_TOKENS);
  }

  /// Whether the engine has `pages` free pages, after ten seconds at the latest.
  static boolean frees(Engine engine, int pages) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (engine.freePages() != pages && System.nanoTime() < deadline) {
      Thread.sleep(1);
    }
    return engine.freePages() == pages;
  }

  /// A prompt of letters, the same for the same numbers.
  static int[] prompt(int length, int seed) {
    return new Random(seed).ints(length, 1, LetterTokenizer.BEGIN).toArray();
  }

  /// A prompt whose answer of 60 tokens is as wanted.
  static int[] promptWhere(Predicate<List<Integer>> wanted) {
    return IntStream.range(0, 10_000)
        .mapToObj(seed -> prompt(10, seed))
        .filter(prompt -> wanted.test(HashingForward.answer(prompt, 60)))
        .findFirst()
        .orElseThrow();
  }

  static boolean closesItsThought(List<Integer> answer) {
    int mark = answer.indexOf(LetterTokenizer.THOUGHT);
    return mark > 3 && isPlain(answer.subList(0, mark)) && isPlain(answer.subList(mark + 1, 60));
  }

  static boolean isPlain(List<Integer> answer) {
    return answer.stream().allMatch(id -> id < LetterTokenizer.BEGIN);
  }

  static GenerationRequest request(int[] prompt, Sampling sampling, int maxTokens) {
    return new GenerationRequest(prompt, sampling, maxTokens, List.of(), false);
  }

  static List<GenerationEvent> events(Generation generation) throws InterruptedException {
    List<GenerationEvent> events = new ArrayList<>();
    do {
      events.add(generation.next());
    } while (!(events.getLast() instanceof GenerationEvent.Finished)
        && !(events.getLast() instanceof GenerationEvent.Failed));
    return events;
  }

  static GenerationEvent.Finished finish(Generation generation) throws InterruptedException {
    return (GenerationEvent.Finished) events(generation).getLast();
  }

  static List<Integer> tokens(Generation generation) throws InterruptedException {
    var _ = finish(generation);
    return generation.tokens();
  }

  /// Events of which two runs of one request must agree.
  static List<GenerationEvent> timeless(List<GenerationEvent> events) {
    return events.stream().map(Answers::timeless).toList();
  }

  private static GenerationEvent timeless(GenerationEvent event) {
    return switch (event) {
      case GenerationEvent.Finished(FinishReason reason, Usage usage) ->
          new GenerationEvent.Finished(
              reason,
              new Usage(
                  usage.promptTokens(),
                  0,
                  usage.thinkingTokens(),
                  usage.completionTokens(),
                  0,
                  0,
                  0));
      // arrays are not equal by content
      case GenerationEvent.Scored(TokenScore score, byte[] bytes, boolean thought) ->
          new GenerationEvent.ToolText(score + " " + java.util.Arrays.toString(bytes) + thought);
      default -> event;
    };
  }

  static String text(List<GenerationEvent> events) {
    StringBuilder text = new StringBuilder();
    for (GenerationEvent event : events) {
      if (event instanceof GenerationEvent.Answer(String piece)) {
        text.append(piece);
      }
    }
    return text.toString();
  }

  static String spelt(List<Integer> ids) {
    int[] plain = ids.stream().mapToInt(id -> id).toArray();
    return new LetterTokenizer(false).decode(plain, false);
  }

  static int tokensUntil(List<Integer> answer, int characters) {
    int count = 0;
    while (spelt(answer.subList(0, count)).length() < characters) {
      count++;
    }
    return count;
  }
}
