package dev.fathom.cli;

import dev.fathom.engine.Fathom;
import dev.fathom.engine.FinishReason;
import dev.fathom.engine.Generation;
import dev.fathom.engine.GenerationRequest;
import dev.fathom.engine.Message;
import dev.fathom.engine.Prompt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `fathom ask`: one question, one answer.
@Command(name = "ask")
final class AskCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final ConversationOptions options = new ConversationOptions();

  @Parameters(paramLabel = "QUESTION", descriptionKey = "question", arity = "0..*")
  List<String> words = new ArrayList<>();

  @Override
  public int run(Surroundings around) throws Exception {
    options.check();
    String question = question(around);
    long start = System.nanoTime();
    try (Fathom fathom = options.open(options.model.model, around)) {
      double loadMillis = (System.nanoTime() - start) / 1e6;
      if (common.verbose) {
        options.describe(fathom, around);
      }
      GenerationRequest request = request(fathom, prompt(fathom, question, around));
      // closed last words first: the process may only end once everything is printed
      try (Generation generation = fathom.engine().submit(request);
          Interrupt _ = new Interrupt(generation::cancel)) {
        Reply reply = new Speaker(around, options.voice()).listen(generation);
        options.report(reply, fathom.file().name(), loadMillis, around);
        return reply.reason() == FinishReason.CANCELLED ? 130 : 0;
      }
    }
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
}
