package dev.fathom.server;

/// Everything that is served for the page, route by route. It is no part of `openapi.json`: page
/// and server come in one piece, see `docs/formats/page-api.md`.
final class PageSurface {
  private final PageDesk desk;
  private final Readings readings;
  private final boolean keys;

  /// @param keys whether callers need any
  PageSurface(PageDesk desk, Readings readings, boolean keys) {
    this.desk = desk;
    this.readings = readings;
    this.keys = keys;
  }

  void add(Routes routes) {
    new StatusRoutes(desk.models(), readings, keys, desk.cabinet().keeps()).add(routes);
    new ShelfView(desk.models(), keys).add(routes);
    new ChatRoutes(desk).add(routes);
    new AnswerRoutes(desk).add(routes);
    new FileRoutes(desk).add(routes);
    new EventRoutes(desk.bulletin()).add(routes);
    routes.files(new PageRoutes());
  }
}
