package dev.fathom.chats;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A chat of a file, or why it could not be read.
///
/// @param why empty where there is a chat
record Reading(Optional<Chat> chat, String title, String why) {
  /// Reads one chat at a place of a file.
  interface Reader {
    /// Throws {@link ChatStoreException} with the reason.
    Chat read(JsonNode chat, String place);
  }

  /// Reads each element of an array; one that fails does not stop the others.
  static List<Reading> each(JsonNode chats, String place, Reader reader) {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < chats.size(); i++) {
      readings.add(one(chats.get(i), place + "[" + i + "]", reader));
    }
    return readings;
  }

  static Reading one(JsonNode chat, String place, Reader reader) {
    try {
      return new Reading(Optional.of(reader.read(chat, place)), "", "");
    } catch (ChatStoreException e) {
      return new Reading(Optional.empty(), title(chat, place), String.valueOf(e.getMessage()));
    }
  }

  private static String title(JsonNode chat, String place) {
    for (String pointer : List.of("/title", "/conv/name", "/chat/title")) {
      JsonNode title = chat.at(pointer);
      if (title.isString() && !title.stringValue().isBlank()) {
        return Titles.imported(title.stringValue());
      }
    }
    return place;
  }
}
