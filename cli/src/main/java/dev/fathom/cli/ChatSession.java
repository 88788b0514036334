package dev.fathom.cli;

import dev.fathom.engine.Fathom;
import dev.fathom.engine.FinishReason;
import dev.fathom.engine.Generation;
import dev.fathom.engine.GenerationRequest;
import dev.fathom.engine.Message;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A conversation with a model that may be changed on the way. Owns the model.
final class ChatSession implements AutoCloseable {
  private final ConversationOptions options;
  private final ChatLines lines;
  private final Surroundings around;
  private final Conversation conversation;
  private final Expenses expenses = new Expenses();
  private Fathom fathom;
  private double loadMillis;

  ChatSession(ConversationOptions options, ChatLines lines, Surroundings around) {
    this.options = options;
    this.lines = lines;
    this.around = around;
    this.conversation = new Conversation(options.system);
    this.fathom = open(options.model.model);
  }

  private Fathom open(@Nullable Path path) {
    long start = System.nanoTime();
    Fathom opened = options.open(path, around);
    loadMillis = (System.nanoTime() - start) / 1e6;
    return opened;
  }

  Fathom fathom() {
    return fathom;
  }

  Conversation conversation() {
    return conversation;
  }

  /// What its answers took and cost until now.
  String expenses() {
    return expenses.text(options.tariff, around.texts());
  }

  /// Says `text` and answers it. A turn that fails leaves the conversation as it was.
  void ask(String text) throws InterruptedException {
    conversation.add(Message.user(text));
    try {
      answer();
    } catch (Throwable failure) {
      conversation.dropLast();
      throw failure;
    }
  }

  /// Answers the last question once more.
  void regenerate() throws InterruptedException {
    List<Message> before = conversation.messages();
    if (!conversation.dropAnswer()) {
      throw Failure.of("chat.nothing");
    }
    try {
      answer();
    } catch (Throwable failure) {
      conversation.add(before.getLast());
      throw failure;
    }
  }

  private void answer() throws InterruptedException {
    SamplingOptions sampling = options.sampling;
    GenerationRequest request =
        fathom
            .format()
            .chat(conversation.messages())
            .request(sampling.with(fathom.file().sampling()), sampling.limit(), List.of());
    Reply reply;
    try (Generation generation = fathom.engine().submit(request)) {
      lines.onInterrupt(generation::cancel);
      reply = new Speaker(around, options.voice()).listen(generation);
    } finally {
      lines.onInterrupt(() -> {});
    }
    expenses.add(reply);
    options.report(reply, fathom.file().name(), loadMillis, around);
    keep(reply);
  }

  /// A cancelled answer that said nothing yet is no turn, and neither is its question: templates
  /// want users and assistant in turn.
  private void keep(Reply reply) {
    if (reply.reason() == FinishReason.CANCELLED && reply.answer().isEmpty()) {
      conversation.dropLast();
    } else {
      conversation.add(Message.assistant(reply.answer()));
    }
  }

  /// Goes on with the model at `path`; the old one stays if that fails.
  void change(@Nullable Path path) {
    Fathom next = open(path);
    fathom.close();
    fathom = next;
  }

  @Override
  public void close() {
    fathom.close();
  }
}
