package dev.fathom.server;

import dev.fathom.chats.Chat;
import dev.fathom.chats.ChatMessage;
import dev.fathom.chats.ChatMessage.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// `/api/chats/{id}/answers`: asking for an answer, watching it, ending it; and what a prompt would
/// take.
final class AnswerRoutes {
  private final PageDesk desk;
  private final ChatCabinet cabinet;
  private final Answers answers;
  private final MessageReader reader;

  AnswerRoutes(PageDesk desk) {
    this.desk = desk;
    cabinet = desk.cabinet();
    answers = desk.answers();
    reader = desk.reader();
  }

  void add(Routes routes) {
    routes.post("/api/chats/{id}/answers", this::begin);
    routes.get("/api/chats/{id}/answers/{message}/events", this::watch);
    routes.post("/api/chats/{id}/answers/{message}/stop", exchange -> act(exchange, true));
    routes.post("/api/chats/{id}/answers/{message}/answer_now", exchange -> act(exchange, false));
    routes.post("/api/chats/{id}/count", this::count);
    routes.post("/api/count", this::countFirst);
  }

  private void begin(Exchange exchange) throws InterruptedException {
    Fields fields = exchange.fields(desk.json());
    Caller caller = exchange.caller();
    Chat chat = chat(exchange);
    List<ChatMessage> branch = PageTurn.branch(chat, fields.requiredText("parent"));
    boolean open = fields.flag("continue", false);
    ChatMessage last = answerable(branch, open);
    Turn turn = PageTurn.of(branch, settings(fields, chat), open, desk.limits());
    Answers.Order order =
        new Answers.Order(caller, chat.summary().id(), last.id(), open ? last : null, turn);
    ChatMessage message = answers.begin(order, exchange.hold());
    desk.bulletin().changed(caller.name(), chat(exchange).summary());
    exchange.send(202, ChatView.message(message));
  }

  /// The last message of `branch`, where an answer can follow it, or it be gone on with.
  private static ChatMessage answerable(List<ChatMessage> branch, boolean open) {
    ChatMessage last = branch.isEmpty() ? null : branch.getLast();
    boolean assistants = last != null && last.role() == Role.ASSISTANT;
    if (last == null || assistants != open) {
      throw ApiException.bad(
          "parent",
          open
              ? "only an assistant's message can go on"
              : "an answer follows a message of the user or of a tool");
    }
    if (open && last.state() == ChatMessage.State.RUNNING) {
      throw ApiException.refused(409, "answer_running", "this answer is still being written");
    }
    if (open && !last.toolCalls().isEmpty()) {
      throw ApiException.bad("parent", "an answer that calls tools cannot go on; send the results");
    }
    return last;
  }

  private Chat chat(Exchange exchange) {
    String owner = exchange.caller().name();
    return answers.fresh(owner, cabinet.store().read(owner, exchange.pathParameter("id")));
  }

  private static ObjectNode settings(Fields fields, @Nullable Chat chat) {
    Fields settings = fields.object("settings");
    if (settings != null) {
      return settings.node();
    }
    return chat == null ? Json.object() : ChatView.settings(chat);
  }

  private void watch(Exchange exchange) throws InterruptedException {
    Chat chat = chat(exchange);
    String id = exchange.pathParameter("message");
    LiveAnswer answer = answers.find(exchange.caller().name(), chat.summary().id(), id);
    if (answer != null) {
      new Watching(exchange).follow(answer);
      return;
    }
    ChatMessage message =
        chat.messages().stream()
            .filter(stored -> stored.id().equals(id))
            .findFirst()
            .orElseThrow(
                () -> ApiException.absent("message", "not_found", "there is no such message"));
    new Watching(exchange).over(message);
  }

  private void act(Exchange exchange, boolean stop) {
    String owner = exchange.caller().name();
    String chat = exchange.pathParameter("id");
    answers.act(owner, chat, exchange.pathParameter("message"), stop);
    exchange.done();
  }

  private void count(Exchange exchange) throws InterruptedException {
    Fields fields = exchange.fields(desk.json());
    Chat chat = chat(exchange);
    List<ChatMessage> branch = PageTurn.branch(chat, fields.text("parent", ""));
    count(exchange, fields, branch, settings(fields, chat));
  }

  /// The first question of a chat that is not there yet.
  private void countFirst(Exchange exchange) throws InterruptedException {
    Fields fields = exchange.fields(desk.json());
    count(exchange, fields, new ArrayList<>(), settings(fields, null));
  }

  private void count(
      Exchange exchange, Fields fields, List<ChatMessage> branch, ObjectNode settings)
      throws InterruptedException {
    ChatMessage next = next(fields);
    if (next != null) {
      branch.add(next);
    }
    if (branch.isEmpty()) {
      branch.add(Written.question("", "", List.of()));
    }
    Turn turn = PageTurn.of(branch, settings, false, desk.limits());
    try (Models.Lease lease = desk.models().lease(turn.model())) {
      ObjectNode root = Json.object();
      root.put("tokens", new PromptWriter(lease.model()).write(turn).ids().length);
      root.put("context", lease.model().engine().contextLimit());
      exchange.send(root);
    }
  }

  /// What is being written, null for nothing.
  private @Nullable ChatMessage next(Fields fields) {
    String content = fields.text("content", "");
    var attachments = reader.attachments(fields);
    boolean nothing = content.isEmpty() && attachments.isEmpty();
    return nothing ? null : Written.question("", content, attachments);
  }
}
