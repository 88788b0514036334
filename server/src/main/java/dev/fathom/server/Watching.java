package dev.fathom.server;

import dev.fathom.chats.ChatMessage;
import java.time.Duration;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// One tab that watches an answer: a snapshot first, then what comes, to the end.
final class Watching {
  /// Half of what is promised.
  static final long ALIVE_NANOS = Duration.ofSeconds(5).toNanos();

  private final Exchange exchange;

  Watching(Exchange exchange) {
    this.exchange = exchange;
  }

  /// An answer that is over.
  void over(ChatMessage message) {
    SseSink sink = new SseSink(exchange.response());
    whole(sink, "snapshot", message);
    whole(sink, "end", message);
    sink.close();
  }

  /// An answer that is written now, until it ends or the client leaves.
  void follow(LiveAnswer answer) throws InterruptedException {
    LiveAnswer.Place place = new LiveAnswer.Place();
    SseSink sink = new SseSink(exchange.response());
    exchange.wire().watch(() -> answer.leave(place));
    try {
      whole(sink, "snapshot", answer.message(place));
      boolean over = false;
      while (!over) {
        LiveAnswer.News news = answer.next(place, ALIVE_NANOS);
        if (news == null) {
          sink.alive();
        } else {
          tell(sink, news);
          over = news.over() || news.end() != null;
        }
      }
      sink.close();
    } finally {
      exchange.wire().unwatch();
    }
  }

  private static void tell(SseSink sink, LiveAnswer.News news) {
    LiveAnswer.Phase phase = news.phase();
    // the rest of the thought belongs before the word that the answer begins
    boolean answers = phase == LiveAnswer.Phase.ANSWERING;
    if (answers) {
      more(sink, "thought", news.thought());
    }
    if (phase != null) {
      sink.event("state", Json.object().put("phase", phase.name().toLowerCase(Locale.ROOT)));
    }
    if (!answers) {
      more(sink, "thought", news.thought());
    }
    more(sink, "answer", news.answer());
    for (LiveAnswer.CallNews call : news.calls()) {
      if (call.begins()) {
        ObjectNode begun = Json.object().put("index", call.index());
        sink.event("tool", begun.put("id", call.id()).put("name", call.name()));
      }
      if (!call.arguments().isEmpty()) {
        sink.event(
            "arguments", Json.object().put("index", call.index()).put("text", call.arguments()));
      }
    }
    ChatMessage end = news.end();
    if (end != null) {
      whole(sink, "end", end);
    }
  }

  private static void more(SseSink sink, String name, LiveAnswer.More more) {
    if (!more.text().isEmpty()) {
      sink.event(name, Json.object().put("text", more.text()).put("tokens", more.tokens()));
    }
  }

  private static void whole(SseSink sink, String name, ChatMessage message) {
    ObjectNode data = Json.object();
    data.set("message", ChatView.message(message));
    sink.event(name, data);
  }
}
