package dev.fathom.langchain4j;

import dev.fathom.engine.Generation;
import dev.fathom.engine.GenerationRequest;
import dev.fathom.engine.OverloadedException;
import dev.fathom.engine.Prompt;
import dev.fathom.engine.SamplingWishes;
import dev.fathom.engine.Terms;
import dev.fathom.engine.ToolGrammar;
import dev.fathom.grammar.Grammar;
import dev.fathom.grammar.GrammarException;
import dev.fathom.text.ToolCallFormat;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns LangChain4j's requests into generations of the engine. What cannot be served is an error
/// that names it; nothing is left out silently.
final class RequestWriter {
  /// Calls of tools in one answer at most.
  private static final int MOST_CALLS = 16;

  private final LocalModel model;
  private final Transcript transcript;

  RequestWriter(LocalModel model) {
    this.model = model;
    transcript = new Transcript(model);
  }

  /// Starts what `request` asks for.
  Generation submit(ChatRequest request) {
    FathomRequestParameters asked = FathomRequestParameters.of(request.parameters());
    checkName(asked);
    try {
      return model.engine().submit(generation(request, asked));
    } catch (OverloadedException full) {
      throw new RateLimitException(String.valueOf(full.getMessage()), full);
    } catch (GrammarException refused) {
      throw new UnsupportedFeatureException(String.valueOf(refused.getMessage()));
    } catch (IllegalArgumentException wrong) {
      throw new InvalidRequestException(String.valueOf(wrong.getMessage()), wrong);
    } catch (IllegalStateException ended) {
      throw new InternalServerException(String.valueOf(ended.getMessage()), ended);
    }
  }

  /// Refuses the name of another model: there is only this one.
  void checkName(ChatRequestParameters asked) {
    String name = asked.modelName();
    if (name != null && !name.equals(model.name())) {
      throw new UnsupportedFeatureException(
          "modelName '%s' is not supported: the model is '%s'".formatted(name, model.name()));
    }
  }

  private GenerationRequest generation(ChatRequest request, FathomRequestParameters asked) {
    List<ToolSpecification> tools = tools(asked);
    // first: refuses tools that the model was not made to call
    Terms terms = terms(asked, tools);
    Prompt prompt = transcript.prompt(request.messages(), tools, asked.thinking());
    Integer most = asked.maxOutputTokens();
    List<String> stops = asked.stopSequences();
    return prompt
        .request(
            sampling(asked).over(model.card()),
            most == null ? Integer.MAX_VALUE : most,
            stops == null ? List.of() : stops)
        .with(terms);
  }

  private static List<ToolSpecification> tools(ChatRequestParameters asked) {
    List<ToolSpecification> tools = asked.toolSpecifications();
    return tools == null || asked.toolChoice() == ToolChoice.NONE ? List.of() : tools;
  }

  private static SamplingWishes sampling(FathomRequestParameters asked) {
    return new SamplingWishes(
        asked.temperature(),
        asked.topK(),
        asked.topP(),
        asked.minP(),
        asked.repeatPenalty(),
        asked.frequencyPenalty(),
        asked.presencePenalty(),
        asked.seed());
  }

  private Terms terms(FathomRequestParameters asked, List<ToolSpecification> tools) {
    Integer budget = asked.thinkingBudget();
    Terms terms = budget == null ? Terms.NONE : Terms.NONE.withThinkingBudget(budget);
    Grammar shape = shape(asked.responseFormat());
    if (tools.isEmpty()) {
      return terms.withGrammar(shape);
    }
    ToolCallFormat format =
        model
            .format()
            .toolCalls()
            .orElseThrow(
                () ->
                    new UnsupportedFeatureException(
                        "tools are not supported by model '" + model.name() + "'"));
    return terms.withTools(format).withGrammar(grammar(asked, toolGrammar(tools, format), shape));
  }

  private static ToolGrammar toolGrammar(List<ToolSpecification> tools, ToolCallFormat format) {
    return new ToolGrammar(
        tools.stream()
            .map(tool -> new ToolGrammar.Tool(tool.name(), ToolSchemas.parameters(tool)))
            .toList(),
        format);
  }

  private static Grammar grammar(
      ChatRequestParameters asked, ToolGrammar tools, @Nullable Grammar shape) {
    if (asked.toolChoice() == ToolChoice.REQUIRED) {
      return tools.required(MOST_CALLS);
    }
    return shape == null
        ? tools.free(MOST_CALLS)
        : Grammar.choice(List.of(tools.required(MOST_CALLS), shape));
  }

  private static @Nullable Grammar shape(@Nullable ResponseFormat format) {
    if (format == null || format.type() == ResponseFormatType.TEXT) {
      return null;
    }
    return format.jsonSchema() == null
        ? Grammar.jsonObject()
        : Grammar.jsonSchema(ToolSchemas.text(format.jsonSchema().rootElement()));
  }
}
