package dev.fathom.server;

import dev.fathom.chats.Chat;
import dev.fathom.chats.ChatMessage;
import dev.fathom.chats.ChatMessage.Failure;
import dev.fathom.chats.ChatStoreException;
import dev.fathom.engine.Generation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The page's answers that are being written. They belong to the server: no tab need be open.
final class Answers implements AutoCloseable {
  private static final Duration SAVED = Duration.ofSeconds(1);
  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final long LOOK_MILLIS = 100;

  private final Models models;
  private final Running running;
  private final Gauges gauges;
  private final ChatCabinet cabinet;
  private final Bulletin bulletin;
  private final Map<String, Live> live = new ConcurrentHashMap<>();
  private final Set<String> goingOn = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  Answers(Models models, Running running, Gauges gauges, ChatCabinet cabinet, Bulletin bulletin) {
    this.models = models;
    this.running = running;
    this.gauges = gauges;
    this.cabinet = cabinet;
    this.bulletin = bulletin;
  }

  /// What an answer is to be.
  ///
  /// @param parent what it answers
  /// @param continued the answer that goes on, null for a new one
  record Order(
      Caller caller, String chat, String parent, @Nullable ChatMessage continued, Turn turn) {
    /// Whose cached prefixes it may use: those of its own chat, so that they can be forgotten.
    String tenant() {
      return Answers.tenant(caller, chat);
    }
  }

  /// One of them.
  private record Live(
      Order order,
      LiveAnswer answer,
      AnswerRun run,
      AnswerKeeper keeper,
      AtomicBoolean dropped,
      CountDownLatch over) {
    boolean isOf(String owner, String chat) {
      return order.caller().name().equals(owner) && order.chat().equals(chat);
    }
  }

  /// Whose cached prefixes the answers of a chat use.
  static String tenant(Caller caller, String chat) {
    // no key has a slash in its name
    return caller.tenant() + "/chat:" + chat;
  }

  /// Begins an answer and returns its message; throws what is wrong, with nothing stored.
  ///
  /// @param use of the caller's key, which is closed at the answer's end, or where this throws
  ChatMessage begin(Order order, KeyRing.Use use) throws InterruptedException {
    Borrowed borrowed = new Borrowed();
    boolean begun = false;
    try {
      borrowed.add(use::close);
      claim(order, borrowed);
      running.enter();
      borrowed.add(running::leave);
      Models.Lease lease = models.lease(order.turn().model());
      borrowed.add(lease::close);
      ChatMessage message = begin(order, lease.model(), borrowed);
      begun = true;
      return message;
    } finally {
      if (!begun) {
        borrowed.close();
      }
    }
  }

  /// One answer goes on once at a time.
  private void claim(Order order, Borrowed borrowed) {
    ChatMessage continued = order.continued();
    if (continued == null) {
      return;
    }
    if (!goingOn.add(continued.id())) {
      throw ApiException.refused(409, "answer_running", "this answer is still being written");
    }
    borrowed.add(() -> goingOn.remove(continued.id()));
  }

  private ChatMessage begin(Order order, ServedModel model, Borrowed borrowed) {
    Generation generation = submit(model, Preparation.of(model, order.turn(), order.tenant()));
    borrowed.add(generation::close);
    ChatMessage message = store(order, model.id());
    JsonNode earlier = ChatView.tree(message.usage());
    AnswerClock clock =
        new AnswerClock(earlier, model.engine().contextLimit(), gauges.accounts().tariff());
    LiveAnswer answer = new LiveAnswer(message);
    AnswerRun run =
        new AnswerRun(generation, answer, clock, gauges.clock(model.id(), order.caller()));
    AnswerKeeper keeper = new AnswerKeeper(cabinet, order.caller().name(), order.chat());
    Live now = new Live(order, answer, run, keeper, new AtomicBoolean(), new CountDownLatch(1));
    live.put(message.id(), now);
    running.add(message.id(), run, order.caller());
    borrowed.add(() -> running.remove(message.id()));
    Elsewhere.begin("answer", () -> write(now, borrowed));
    Elsewhere.begin("answer-keeper", () -> look(now));
    return message;
  }

  private static Generation submit(ServedModel model, Preparation ready) {
    try {
      return model.engine().submit(ready.requests().getFirst());
    } catch (RuntimeException refused) {
      throw Desk.explained(refused);
    }
  }

  private ChatMessage store(Order order, String model) {
    String owner = order.caller().name();
    ChatMessage continued = order.continued();
    if (continued == null) {
      ChatMessage blank = Written.answer(order.parent(), model);
      return cabinet.store().add(owner, order.chat(), blank);
    }
    ChatMessage goesOn = Written.running(continued, model);
    cabinet.store().update(owner, order.chat(), goesOn);
    cabinet.store().choose(owner, order.chat(), goesOn.id());
    return goesOn;
  }

  /// The answer's own thread: from the first token to the last word in the store.
  private void write(Live now, Borrowed borrowed) {
    boolean kept = false;
    try {
      kept = end(now, now.run.write(), borrowed);
    } finally {
      borrowed.close();
      now.over.countDown();
      if (kept) {
        live.remove(now.answer.message().id(), now);
      }
      announce(now);
    }
  }

  private static ChatStoreException gone() {
    return new ChatStoreException(ChatStoreException.Kind.ABSENT, "the chat was deleted");
  }

  /// Stores the end and tells it; whether it is stored.
  private boolean end(Live now, ChatMessage whole, Borrowed borrowed) {
    ChatStoreException trouble = now.dropped.get() ? gone() : now.keeper.complete(whole);
    if (trouble == null) {
      // whoever is told of the end may let it go on at once
      borrowed.close();
      live.remove(whole.id(), now);
      now.answer.end(whole);
      return true;
    }
    if (trouble.kind() == ChatStoreException.Kind.ABSENT) {
      now.answer.drop();
      // it may have begun after the chat's other traces were wiped out
      models.forget(now.order.tenant());
      return true;
    }
    ApiException told = Refusals.of(trouble);
    Failure failure =
        whole.error() != null
            ? whole.error()
            : new Failure(
                "the answer is not stored yet: " + told.line(), String.valueOf(told.code()));
    now.answer.end(Written.failing(whole, failure));
    Elsewhere.begin("answer-keeper", () -> insist(now, whole));
    return false;
  }

  /// Stores an answer as it grows.
  private void look(Live now) {
    try {
      long stored = now.answer.edition();
      long next = System.nanoTime() + SAVED.toNanos();
      boolean wanted = true;
      while (wanted && !now.over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (now.answer.waits() && now.run.begun()) {
          now.answer.read();
        }
        long edition = now.answer.edition();
        if (System.nanoTime() - next >= 0 && edition != stored) {
          wanted = now.keeper.keep(now.answer.message());
          stored = edition;
          next = System.nanoTime() + SAVED.toNanos();
        }
      }
      if (!wanted) {
        drop(now);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /// Stores a whole answer that the store did not take at first.
  private void insist(Live now, ChatMessage whole) {
    try {
      ChatStoreException trouble = new ChatStoreException(ChatStoreException.Kind.BROKEN, "");
      while (trouble != null
          && trouble.kind() != ChatStoreException.Kind.ABSENT
          && !closed.get()
          && !now.dropped.get()) {
        Thread.sleep(AGAIN);
        trouble = now.keeper.complete(whole);
      }
      live.remove(whole.id());
      announce(now);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void announce(Live now) {
    String owner = now.order.caller().name();
    try {
      bulletin.changed(owner, cabinet.store().read(owner, now.order.chat()).summary());
    } catch (ChatStoreException untold) {
      // the tabs that watch the answer have heard of it
    }
  }

  private static void drop(Live now) {
    now.dropped.set(true);
    now.run.stop();
  }

  /// The answer in `message` of a chat of `owner`, null where it is not being written.
  @Nullable LiveAnswer find(String owner, String chat, String message) {
    Live found = live.get(message);
    return found != null && found.isOf(owner, chat) ? found.answer : null;
  }

  /// Stops it, or asks for the answer now; 404 where it is not being written.
  void act(String owner, String chat, String message, boolean stop) {
    Live found = live.get(message);
    if (found == null || !found.isOf(owner, chat) || found.over.getCount() == 0) {
      throw ApiException.absent("message", "not_running", "this answer is not being written");
    }
    if (stop) {
      found.run.stop();
    } else {
      found.run.answerNow();
    }
  }

  /// `chat` with the answers as they are now, which are ahead of the store.
  Chat fresh(String owner, Chat chat) {
    String id = chat.summary().id();
    List<ChatMessage> messages =
        chat.messages().stream()
            .map(
                stored -> {
                  LiveAnswer answer = find(owner, id, stored.id());
                  return answer == null ? stored : answer.message();
                })
            .toList();
    return new Chat(chat.summary(), chat.leaf(), chat.settings(), messages);
  }

  /// Ends the answers of a chat that is to be deleted, and waits for that.
  void drop(String owner, String chat) throws InterruptedException {
    List<Live> ending = live.values().stream().filter(now -> now.isOf(owner, chat)).toList();
    ending.forEach(Answers::drop);
    for (Live now : ending) {
      boolean _ = now.over.await(5, TimeUnit.SECONDS);
      live.remove(now.answer.message().id());
    }
  }

  /// Gives up what could not be stored.
  @Override
  public void close() {
    closed.set(true);
  }
}
