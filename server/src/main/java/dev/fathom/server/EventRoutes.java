package dev.fathom.server;

import java.util.List;

/// `/api/events`: what became of a caller's chats, for every tab.
final class EventRoutes {
  private final Bulletin bulletin;

  EventRoutes(Bulletin bulletin) {
    this.bulletin = bulletin;
  }

  void add(Routes routes) {
    routes.get("/api/events", this::watch);
  }

  private void watch(Exchange exchange) throws InterruptedException {
    SseSink sink = new SseSink(exchange.response());
    try (Bulletin.Reader reader = bulletin.reader(exchange.caller().name())) {
      exchange.wire().watch(reader::close);
      // the page learns that it is heard
      sink.alive();
      List<Bulletin.Notice> news = reader.next(Watching.ALIVE_NANOS);
      while (news != null) {
        news.forEach(notice -> sink.event(notice.name(), notice.data()));
        if (news.isEmpty()) {
          sink.alive();
        }
        news = reader.next(Watching.ALIVE_NANOS);
      }
      sink.close();
    } finally {
      exchange.wire().unwatch();
    }
  }
}
