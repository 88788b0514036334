package dev.fathom.server;

import dev.fathom.chats.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/// An answer while it is written: all of it so far, one writer, any number of readers. Nothing is
/// queued for a reader: each remembers its place, and takes what was written since whenever it
/// comes. So a slow one costs no memory and holds up nobody.
final class LiveAnswer {
  /// What the model is at.
  enum Phase {
    WAITING,
    READING,
    THINKING,
    ANSWERING
  }

  private record Call(String id, String name, StringBuilder arguments) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ChatMessage begun;
  private final StringBuilder thinking;
  private final StringBuilder content;
  private final List<Call> calls = new ArrayList<>();
  private int thinkingTokens;
  private int answerTokens;
  private Phase phase = Phase.WAITING;
  private long edition;
  private @Nullable ChatMessage last;
  private boolean dropped;

  /// @param begun what there is of it already
  LiveAnswer(ChatMessage begun) {
    this.begun = begun;
    thinking = new StringBuilder(begun.thinking());
    content = new StringBuilder(begun.content());
  }

  /// How far a reader has read; {@link #message} begins it anew.
  static final class Place {
    private int thinking;
    private int content;
    private final List<Integer> arguments = new ArrayList<>();
    private @Nullable Phase phase;
    private volatile boolean left;
  }

  /// What a reader has not read yet.
  ///
  /// @param phase null where it is the same
  /// @param end the whole message in its last state; null while there is more to come
  /// @param over whether nothing comes any more, not even an end
  record News(
      @Nullable Phase phase,
      More thought,
      More answer,
      List<CallNews> calls,
      @Nullable ChatMessage end,
      boolean over) {}

  /// More text, and how many tokens there are now.
  record More(String text, int tokens) {}

  /// More of a call.
  ///
  /// @param begins whether it is new to the reader
  record CallNews(int index, String id, String name, boolean begins, String arguments) {}

  /// The model has begun to read the prompt.
  void read() {
    write(() -> phase = phase == Phase.WAITING ? Phase.READING : phase);
  }

  void think(String text, int tokens) {
    write(
        () -> {
          phase = Phase.THINKING;
          thinking.append(text);
          thinkingTokens = tokens;
        });
  }

  void say(String text, int tokens) {
    write(
        () -> {
          phase = Phase.ANSWERING;
          content.append(text);
          answerTokens = tokens;
        });
  }

  void call(String id, String name) {
    write(
        () -> {
          phase = Phase.ANSWERING;
          calls.add(new Call(id, name, new StringBuilder()));
        });
  }

  void arguments(String text, int tokens) {
    write(
        () -> {
          calls.getLast().arguments().append(text);
          answerTokens = tokens;
        });
  }

  /// It is complete, as `message` says.
  void end(ChatMessage message) {
    write(() -> last = message);
  }

  /// It is not wanted any more; readers hear nothing of an end.
  void drop() {
    write(() -> dropped = true);
  }

  private void write(Runnable change) {
    lock.lock();
    try {
      change.run();
      edition++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Which of its versions this is.
  long edition() {
    lock.lock();
    try {
      return edition;
    } finally {
      lock.unlock();
    }
  }

  boolean waits() {
    lock.lock();
    try {
      return phase == Phase.WAITING && last == null;
    } finally {
      lock.unlock();
    }
  }

  /// The message as it is now.
  ChatMessage message() {
    lock.lock();
    try {
      return last == null ? now() : last;
    } finally {
      lock.unlock();
    }
  }

  /// The message as it is now, and `place` behind it.
  ChatMessage message(Place place) {
    lock.lock();
    try {
      place.thinking = thinking.length();
      place.content = content.length();
      place.arguments.clear();
      calls.forEach(call -> place.arguments.add(call.arguments().length()));
      return message();
    } finally {
      lock.unlock();
    }
  }

  private ChatMessage now() {
    return new ChatMessage(
        begun.id(),
        begun.parent(),
        begun.role(),
        content.toString(),
        thinking.toString(),
        toolCalls(),
        begun.toolCallId(),
        begun.attachments(),
        begun.state(),
        begun.finish(),
        begun.error(),
        begun.model(),
        begun.created(),
        begun.usage());
  }

  private String toolCalls() {
    if (calls.isEmpty()) {
      return begun.toolCalls();
    }
    ArrayNode all = Json.array();
    for (Call call : calls) {
      all.addObject()
          .put("id", call.id())
          .put("name", call.name())
          .put("arguments", call.arguments().toString());
    }
    return Json.text(all);
  }

  /// What came since `place`, waiting for it at most `nanos`; null where nothing did.
  @Nullable News next(Place place, long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (isRead(place) && !place.left && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (place.left || dropped) {
        return new News(null, NOTHING, NOTHING, List.of(), null, true);
      }
      return isRead(place) ? null : news(place);
    } finally {
      lock.unlock();
    }
  }

  private static final More NOTHING = new More("", 0);

  private boolean isRead(Place place) {
    return place.phase == phase
        && place.thinking == thinking.length()
        && place.content == content.length()
        && place.arguments.size() == calls.size()
        && (calls.isEmpty() || place.arguments.getLast() == calls.getLast().arguments().length())
        && last == null
        && !dropped;
  }

  private News news(Place place) {
    Phase news = place.phase == phase ? null : phase;
    More thought = new More(thinking.substring(place.thinking), thinkingTokens);
    More answer = new More(content.substring(place.content), answerTokens);
    List<CallNews> called = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      boolean begins = i >= place.arguments.size();
      Call call = calls.get(i);
      String more = call.arguments().substring(begins ? 0 : place.arguments.get(i));
      if (begins || !more.isEmpty()) {
        called.add(new CallNews(i, call.id(), call.name(), begins, more));
      }
    }
    place.phase = phase;
    message(place);
    return new News(news, thought, answer, called, last, false);
  }

  /// The reader at `place` has left; its {@link #next} returns.
  void leave(Place place) {
    place.left = true;
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
