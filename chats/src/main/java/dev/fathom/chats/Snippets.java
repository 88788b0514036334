package dev.fathom.chats;

import dev.fathom.chats.ChatSummary.Piece;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Where the words of a search are in the chats that were found. The index is asked once for all of
/// them: the beginning of a word means many words, which are looked up anew each time.
record Snippets(OwnerSql sql, SearchWords words) {
  private static final int WORDS = 20;

  // rows come by their numbers: a title before its messages
  private static final String ROWS =
      """
      SELECT c.id, words.rowid, words.rowid = c.number
      FROM words JOIN chats c ON c.number = words.rowid & -1048576
      WHERE c.owner = ?1 AND words MATCH ?2 AND c.id IN (SELECT value FROM json_each(?3))""";

  private static final String TEXTS =
      """
      SELECT words.rowid, snippet(words, -1, ?4, ?5, '…', %d)
      FROM words JOIN chats c ON c.number = words.rowid & -1048576
      WHERE c.owner = ?1 AND words MATCH ?2
        AND +words.rowid IN (SELECT value FROM json_each(?3))"""
          .formatted(WORDS);

  /// Of each chat: from the first message with all the words, or with one of them, or the title.
  Map<String, List<Piece>> of(Collection<String> chats) throws SQLException {
    Map<String, Long> places = new HashMap<>();
    find(words.all(), chats, places);
    if (places.size() < chats.size()) {
      find(words.any(), chats, places);
    }
    Map<Long, List<Piece>> texts = texts(places.values());
    return places.entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, e -> texts.getOrDefault(e.getValue(), List.of())));
  }

  private void find(String expression, Collection<String> chats, Map<String, Long> places)
      throws SQLException {
    List<String> missing = chats.stream().filter(id -> !places.containsKey(id)).toList();
    Map<String, Long> titles = new HashMap<>();
    sql.rows(
        ROWS,
        row ->
            row.getBoolean(3)
                ? titles.putIfAbsent(row.getString(1), row.getLong(2))
                : places.putIfAbsent(row.getString(1), row.getLong(2)),
        expression,
        missing.stream().collect(Collectors.joining("\",\"", "[\"", "\"]")));
    titles.forEach(places::putIfAbsent);
  }

  private Map<Long, List<Piece>> texts(Collection<Long> rows) throws SQLException {
    // marks that nobody who wrote a chat can know
    String mark = Ids.next();
    Map<Long, List<Piece>> texts = new HashMap<>();
    sql.rows(
        TEXTS,
        row -> texts.put(row.getLong(1), pieces(row.getString(2), mark)),
        words.any(),
        rows.toString(),
        mark + "<",
        mark + ">");
    return texts;
  }

  private static List<Piece> pieces(String marked, String mark) {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    while (at < marked.length()) {
      int next = marked.indexOf(mark, at);
      add(pieces, marked.substring(at, next < 0 ? marked.length() : next), false);
      if (next < 0) {
        break;
      }
      int from = next + mark.length() + 1;
      int end = marked.indexOf(mark, from);
      add(pieces, marked.substring(from, end < 0 ? marked.length() : end), true);
      at = end < 0 ? marked.length() : end + mark.length() + 1;
    }
    return pieces;
  }

  private static void add(List<Piece> pieces, String text, boolean hit) {
    if (!text.isEmpty()) {
      pieces.add(new Piece(text.replaceAll("\\s+", " "), hit));
    }
  }
}
