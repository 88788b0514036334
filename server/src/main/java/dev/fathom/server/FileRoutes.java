package dev.fathom.server;

import dev.fathom.chats.Chat;
import dev.fathom.chats.ChatFile;
import dev.fathom.chats.ChatStore;
import dev.fathom.chats.ChatSummary;
import io.helidon.http.HeaderNames;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Chats as files, out and in.
final class FileRoutes {
  private final ChatCabinet cabinet;
  private final Answers answers;
  private final Bulletin bulletin;
  private final int longest;

  FileRoutes(PageDesk desk) {
    cabinet = desk.cabinet();
    answers = desk.answers();
    bulletin = desk.bulletin();
    longest = desk.limits().fileBytes();
  }

  void add(Routes routes) {
    routes.get("/api/chats/{id}/export", this::one);
    routes.get("/api/export", this::all);
    routes.post("/api/import", this::take);
  }

  private void one(Exchange exchange) {
    String owner = exchange.caller().name();
    String format = exchange.query("format");
    Chat chat = cabinet.store().read(owner, exchange.pathParameter("id"));
    Chat fresh = answers.fresh(owner, chat);
    switch (format) {
      case "", "json" -> json(exchange, "chat", List.of(fresh));
      case "markdown" -> send(exchange, "chat.md", "text/markdown", ChatFile.markdown(fresh));
      default -> throw ApiException.bad("format", "'format' must be json or markdown");
    }
  }

  private void all(Exchange exchange) {
    String owner = exchange.caller().name();
    ChatStore store = cabinet.store();
    List<Chat> chats = new ArrayList<>();
    store.ids(owner).forEach(id -> chats.add(answers.fresh(owner, store.read(owner, id))));
    json(exchange, "chats", chats);
  }

  private static void json(Exchange exchange, String name, List<Chat> chats) {
    send(exchange, name + ".json", "application/json", ChatFile.json(chats));
  }

  private static void send(Exchange exchange, String name, String type, String text) {
    exchange
        .response()
        .header(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"fathom-" + name + "\"")
        .header(HeaderNames.CACHE_CONTROL, "no-store");
    exchange.text(type + "; charset=utf-8", text);
  }

  private void take(Exchange exchange) {
    String owner = exchange.caller().name();
    ChatFile.Contents contents = ChatFile.read(text(exchange.body(longest)));
    ObjectNode root = Json.object();
    ArrayNode imported = root.putArray("imported");
    for (Chat chat : contents.chats()) {
      ChatSummary summary = cabinet.store().insert(owner, chat);
      bulletin.changed(owner, summary);
      imported.add(ChatView.summary(summary));
    }
    ArrayNode skipped = root.putArray("skipped");
    for (ChatFile.Skipped chat : contents.skipped()) {
      skipped.addObject().put("title", chat.title()).put("why", chat.why());
    }
    exchange.send(root);
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException binary) {
      throw ApiException.bad(null, "this is not a text file; chats come as JSON");
    }
  }
}
