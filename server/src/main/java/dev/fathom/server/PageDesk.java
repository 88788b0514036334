package dev.fathom.server;

/// What the routes of the page share.
record PageDesk(
    ChatCabinet cabinet,
    Answers answers,
    Bulletin bulletin,
    Models models,
    Json json,
    Limits limits) {

  MessageReader reader() {
    return new MessageReader(limits);
  }
}
