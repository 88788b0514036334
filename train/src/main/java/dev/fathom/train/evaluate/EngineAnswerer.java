package dev.fathom.train.evaluate;

import dev.fathom.engine.Fathom;
import dev.fathom.engine.FinishReason;
import dev.fathom.engine.Generation;
import dev.fathom.engine.GenerationEvent;
import dev.fathom.engine.GenerationRequest;
import dev.fathom.engine.Message;
import dev.fathom.engine.Prompt;
import dev.fathom.engine.Sampling;
import dev.fathom.engine.Terms;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;

/// Fathom's own engine: many generations at once. Does not own the model.
public final class EngineAnswerer implements Answerer {
  /// An open thought that closes at once: R1's way to answer without thinking.
  private static final String NO_THOUGHT = "\n</think>\n\n";

  private final Fathom fathom;
  private final String name;
  private final int together;

  /// @param together generations that run at once; no more than the engine lets run and wait
  public EngineAnswerer(String name, Fathom fathom, int together) {
    this.name = name;
    this.fathom = fathom;
    this.together = together;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Answered> answer(List<Asked> questions) {
    List<Answered> answers = new ArrayList<>();
    Deque<Generation> running = new ArrayDeque<>();
    try {
      for (Asked asked : questions) {
        if (running.size() == together) {
          answers.add(read(running.remove()));
        }
        running.add(fathom.engine().submit(request(asked)));
      }
      while (!running.isEmpty()) {
        answers.add(read(running.remove()));
      }
      return answers;
    } finally {
      running.forEach(Generation::close);
    }
  }

  private GenerationRequest request(Asked asked) {
    Prompt prompt = fathom.format().chat(List.of(Message.user(asked.question())));
    boolean skipped = asked.thinkingBudget() == 0 && prompt.thinking();
    if (skipped) {
      prompt = fathom.format().raw(prompt.text() + NO_THOUGHT);
    }
    Sampling sampling =
        asked.temperature() == 0
            ? Sampling.GREEDY
            : new Sampling(asked.temperature(), 0, 1, 0, 1, 0, 0, asked.seed());
    Terms terms = Terms.NONE.withThinkingBudget(asked.thinkingBudget());
    int room = Math.max(1, fathom.engine().contextLimit() - prompt.ids().length);
    return prompt
        .request(sampling, Math.min(room, asked.maxTokens()), List.of())
        .with(skipped ? Terms.NONE : terms);
  }

  private static Answered read(Generation generation) {
    StringBuilder answer = new StringBuilder();
    StringBuilder thought = new StringBuilder();
    try (generation) {
      while (true) {
        switch (generation.next()) {
          case GenerationEvent.Answer(String text) -> answer.append(text);
          case GenerationEvent.Thought(String text) -> thought.append(text);
          case GenerationEvent.Failed(String message) -> {
            return Answered.failed(message);
          }
          case GenerationEvent.Finished(var reason, var usage) -> {
            boolean cut = reason == FinishReason.LENGTH || reason == FinishReason.CONTEXT;
            return new Answered(
                answer.toString(),
                usage.thinkingTokens(),
                usage.completionTokens(),
                cut,
                "",
                thought.toString().strip());
          }
          // nobody asked for calls or probabilities
          default -> {}
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while a model answered");
    }
  }
}
