package dev.fathom.cli;

import dev.fathom.engine.Fathom;
import dev.fathom.engine.FinishReason;
import dev.fathom.engine.Generation;
import dev.fathom.engine.GenerationRequest;
import dev.fathom.engine.Message;
import dev.fathom.engine.Prompt;
import dev.fathom.engine.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/// `fathom ask`: one question, one answer.
@Command(name = "ask")
final class AskCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final ConversationOptions options = new ConversationOptions();

  @Option(names = "--json")
  boolean json;

  @Parameters(paramLabel = "QUESTION", descriptionKey = "question", arity = "0..*")
  List<String> words = new ArrayList<>();

  @Override
  public int run(Surroundings around) throws Exception {
    options.check();
    String question = question(around);
    long start = System.nanoTime();
    try (Fathom fathom = options.open(options.model.model, around)) {
      double loadMillis = (System.nanoTime() - start) / 1e6;
      GenerationRequest request = request(fathom, prompt(fathom, question, around));
      // closed last words first: the process may only end once everything is printed
      try (Generation generation = fathom.engine().submit(request);
          Interrupt _ = new Interrupt(generation::cancel)) {
        Reply reply = new Speaker(around, voice()).listen(generation);
        print(reply, fathom.file().name(), loadMillis, around);
        return reply.reason() == FinishReason.CANCELLED ? 130 : 0;
      }
    }
  }

  private void print(Reply reply, String model, double loadMillis, Surroundings around) {
    if (json) {
      Json.line(around.out(), out -> write(out, model, reply, loadMillis));
    } else {
      Summary.print(reply, around);
    }
    around.out().flush();
  }

  private String question(Surroundings around) throws IOException {
    boolean piped = words.isEmpty() && !around.inIsTerminal();
    String question = String.join(" ", words);
    if (piped || question.equals("-")) {
      question = new String(around.in().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
    if (question.isBlank()) {
      throw Failure.ofUsage("ask.empty");
    }
    return question;
  }

  /// Through the model's template; a model without one continues the text, and a line says so.
  private Prompt prompt(Fathom fathom, String question, Surroundings around) {
    List<Message> messages = new ArrayList<>();
    if (options.system != null) {
      messages.add(Message.system(options.system));
    } else if (fathom.file().template().isEmpty()) {
      around.note("ask.plain", fathom.file().name());
      return fathom.format().raw(question);
    }
    messages.add(Message.user(question));
    return fathom.format().chat(messages);
  }

  private GenerationRequest request(Fathom fathom, Prompt prompt) {
    SamplingOptions sampling = options.sampling;
    return prompt.request(sampling.with(fathom.file().sampling()), sampling.limit(), List.of());
  }

  private Speaker.Voice voice() {
    if (json) {
      return Speaker.Voice.NOTHING;
    }
    return options.hideThinking ? Speaker.Voice.ANSWER : Speaker.Voice.ALL;
  }

  private void write(JsonGenerator out, String model, Reply reply, double loadMillis) {
    Usage usage = reply.usage();
    out.writeStartObject();
    out.writeStringProperty("model", model);
    out.writeStringProperty("thinking", options.hideThinking ? "" : reply.thinking());
    out.writeStringProperty("answer", reply.answer());
    out.writeStringProperty("finish_reason", reply.reason().label());
    out.writeObjectPropertyStart("usage");
    out.writeNumberProperty("prompt_tokens", usage.promptTokens());
    out.writeNumberProperty("thinking_tokens", usage.thinkingTokens());
    out.writeNumberProperty("completion_tokens", usage.completionTokens());
    out.writeEndObject();
    out.writeObjectPropertyStart("timing");
    Json.measured(out, "load_ms", loadMillis);
    Json.measured(out, "first_token_ms", usage.firstTokenMillis());
    Json.measured(out, "prefill_tokens_per_second", usage.prefillTokensPerSecond());
    Json.measured(out, "decode_tokens_per_second", usage.decodeTokensPerSecond());
    out.writeEndObject();
    out.writeEndObject();
  }
}
