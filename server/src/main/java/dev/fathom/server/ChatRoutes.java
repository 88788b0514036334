package dev.fathom.server;

import dev.fathom.chats.Chat;
import dev.fathom.chats.ChatMessage;
import dev.fathom.chats.ChatStore;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/chats`: the list, one chat, its messages.
final class ChatRoutes {
  private static final int USUAL = 50;
  private static final int MOST = 200;
  private static final int LONGEST_SEARCH = 1000;

  private final ChatCabinet cabinet;
  private final Answers answers;
  private final Models models;
  private final Bulletin bulletin;
  private final Json json;
  private final MessageReader reader;

  ChatRoutes(PageDesk desk) {
    cabinet = desk.cabinet();
    answers = desk.answers();
    models = desk.models();
    bulletin = desk.bulletin();
    json = desk.json();
    reader = desk.reader();
  }

  void add(Routes routes) {
    routes.get("/api/chats", this::list);
    routes.post("/api/chats", this::create);
    routes.delete("/api/chats", this::deleteAll);
    routes.get("/api/chats/{id}", this::read);
    routes.patch("/api/chats/{id}", this::change);
    routes.delete("/api/chats/{id}", this::delete);
    routes.post("/api/chats/{id}/messages", this::say);
  }

  private void list(Exchange exchange) {
    String search = exchange.query("search");
    if (search.length() > LONGEST_SEARCH) {
      throw ApiException.bad("search", "'search' may have 1,000 characters at most");
    }
    String limit = exchange.query("limit");
    boolean right = limit.isEmpty() || limit.matches("[1-9]\\d{0,2}");
    if (!right || (!limit.isEmpty() && Integer.parseInt(limit) > MOST)) {
      throw ApiException.bad("limit", "'limit' must be 1 to " + MOST);
    }
    int most = limit.isEmpty() ? USUAL : Integer.parseInt(limit);
    String owner = exchange.caller().name();
    ChatStore.Listing page = cabinet.store().list(owner, search, exchange.query("after"), most);
    ObjectNode root = Json.object();
    ArrayNode chats = root.putArray("chats");
    page.chats().forEach(chat -> chats.add(ChatView.summary(chat)));
    if (page.next() != null) {
      root.put("next", page.next());
    }
    exchange.send(root);
  }

  private void create(Exchange exchange) {
    Fields fields = exchange.fields(json);
    String owner = exchange.caller().name();
    String settings = Json.text(reader.settings(fields));
    Chat chat = cabinet.store().create(owner, fields.text("title", ""), settings);
    bulletin.changed(owner, chat.summary());
    exchange.send(201, ChatView.whole(chat));
  }

  private void read(Exchange exchange) {
    String owner = exchange.caller().name();
    Chat chat = cabinet.store().read(owner, exchange.pathParameter("id"));
    exchange.send(ChatView.whole(answers.fresh(owner, chat)));
  }

  private void change(Exchange exchange) {
    Fields fields = exchange.fields(json);
    String owner = exchange.caller().name();
    String id = exchange.pathParameter("id");
    // all of it is checked before any of it is done
    String settings = fields.has("settings") ? Json.text(reader.settings(fields)) : "";
    String title = fields.text("title");
    String leaf = fields.text("leaf");
    ChatStore store = cabinet.store();
    if (leaf != null) {
      store.choose(owner, id, leaf);
    }
    if (title != null) {
      store.rename(owner, id, title);
    }
    if (!settings.isEmpty()) {
      store.configure(owner, id, settings);
    }
    Chat chat = store.read(owner, id);
    bulletin.changed(owner, chat.summary());
    exchange.send(ChatView.head(chat));
  }

  private void delete(Exchange exchange) throws InterruptedException {
    delete(exchange.caller(), exchange.pathParameter("id"));
    exchange.done();
  }

  /// First nothing writes to it any more, then the store lets go of it, then the caches.
  private void delete(Caller caller, String chat) throws InterruptedException {
    String owner = caller.name();
    ChatStore store = cabinet.store();
    // 404 before anything is stopped
    Chat there = store.read(owner, chat);
    answers.drop(owner, there.summary().id());
    store.delete(owner, chat);
    models.forget(Answers.tenant(caller, chat));
    bulletin.deleted(owner, chat);
  }

  private void deleteAll(Exchange exchange) throws InterruptedException {
    Caller caller = exchange.caller();
    ChatStore store = cabinet.store();
    var ids = store.ids(caller.name());
    for (String id : ids) {
      answers.drop(caller.name(), id);
    }
    store.deleteAll(caller.name());
    for (String id : ids) {
      models.forget(Answers.tenant(caller, id));
      bulletin.deleted(caller.name(), id);
    }
    exchange.done();
  }

  private void say(Exchange exchange) {
    Fields fields = exchange.fields(json);
    String owner = exchange.caller().name();
    String id = exchange.pathParameter("id");
    ChatMessage message = reader.message(fields, fields.text("parent", ""));
    ChatMessage stored = cabinet.store().add(owner, id, message);
    bulletin.changed(owner, cabinet.store().read(owner, id).summary());
    exchange.send(201, ChatView.message(stored));
  }
}
