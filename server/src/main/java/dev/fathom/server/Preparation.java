package dev.fathom.server;

import dev.fathom.engine.GenerationRequest;
import dev.fathom.engine.Prompt;
import dev.fathom.engine.Sampling;
import dev.fathom.engine.Terms;
import dev.fathom.grammar.Grammar;
import dev.fathom.grammar.GrammarException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A turn made ready for one model: its prompt and what the engine is asked, one request a choice.
record Preparation(Prompt prompt, List<GenerationRequest> requests) {

  /// Renders, tokenizes and checks `turn`; whatever does not fit is a 400.
  ///
  /// @param tenant whose cached prefixes may be used
  static Preparation of(ServedModel model, Turn turn, String tenant) {
    Prompt prompt = new PromptWriter(model).write(turn);
    int maxTokens = room(model, prompt, turn);
    Terms terms = terms(model, turn, tenant);
    Sampling first = turn.drawing().sampling().over(model.card());
    List<GenerationRequest> requests = new ArrayList<>();
    for (int choice = 0; choice < turn.drawing().choices(); choice++) {
      Sampling sampling = first.withSeed(first.seed() + choice);
      requests.add(prompt.request(sampling, maxTokens, turn.length().stops()).with(terms));
    }
    return new Preparation(prompt, requests);
  }

  /// How many tokens the answer may have.
  private static int room(ServedModel model, Prompt prompt, Turn turn) {
    Integer wanted = turn.length().maxTokens();
    int limit = model.engine().contextLimit();
    int tokens = prompt.ids().length;
    if (tokens == 0) {
      throw ApiException.bad("prompt", "the prompt has no tokens; it needs at least one");
    }
    if (tokens >= limit || (wanted != null && wanted > limit - tokens)) {
      String answer =
          wanted == null ? "the answer needs one" : "the answer may have %,d".formatted(wanted);
      throw ApiException.tooLong(
          turn.source() instanceof Turn.Source.Chat ? "messages" : "prompt",
          "the prompt has %,d tokens and %s, but the context holds %,d"
              .formatted(tokens, answer, limit));
    }
    return wanted == null ? limit - tokens : wanted;
  }

  private static Terms terms(ServedModel model, Turn turn, String tenant) {
    for (int id : turn.drawing().bias().keySet()) {
      if (id >= model.tokenizer().size()) {
        throw ApiException.bad(
            "logit_bias",
            "'logit_bias' names token %d, but the model has ids 0 to %d"
                .formatted(id, model.tokenizer().size() - 1));
      }
    }
    Terms terms =
        Terms.NONE
            .withTenant(tenant)
            .withThinkingBudget(turn.thinking().budget())
            .withTopLogprobs(turn.drawing().topLogprobs())
            .withLogitBias(turn.drawing().bias());
    Grammar shape = grammar(turn.shape());
    if (!turn.tools().open()) {
      return terms.withGrammar(shape);
    }
    try {
      return ToolTerms.add(terms, model, turn.tools(), shape);
    } catch (GrammarException refused) {
      throw ApiException.bad("tools", String.valueOf(refused.getMessage()));
    }
  }

  private static @Nullable Grammar grammar(Turn.Shape shape) {
    String param = "response_format";
    try {
      return switch (shape) {
        case Turn.Shape.Free() -> null;
        case Turn.Shape.JsonObject() -> Grammar.jsonObject();
        case Turn.Shape.JsonSchema(String schema) -> Grammar.jsonSchema(schema);
        case Turn.Shape.Regex(String pattern) -> {
          param = "regex";
          yield Grammar.regex(pattern);
        }
        case Turn.Shape.Gbnf(String source) -> {
          param = "grammar";
          yield Grammar.gbnf(source);
        }
      };
    } catch (GrammarException refused) {
      throw ApiException.bad(param, String.valueOf(refused.getMessage()));
    }
  }
}
