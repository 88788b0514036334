package dev.fathom.chats;

import dev.fathom.chats.ChatSummary.Piece;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists the chats of one owner, newest first, all or those with words.
record ChatList(OwnerSql sql) {
  private static final int SNIPPET_WORDS = 20;

  // the title's row has the chat's own number, so only messages lie above it
  private static final String IN_MESSAGES =
      " AND rowid > (SELECT number FROM chats WHERE owner = ?1 AND id = ?2)"
          + " AND rowid < (SELECT number FROM chats WHERE owner = ?1 AND id = ?2) + 1048576";
  private static final String IN_TITLE =
      " AND rowid = (SELECT number FROM chats WHERE owner = ?1 AND id = ?2)";

  List<ChatSummary> page(SearchWords words, Cursor after, int limit) throws SQLException {
    StringBuilder query =
        new StringBuilder("SELECT ")
            .append(ChatRows.COLUMNS)
            .append(" FROM chats c WHERE c.owner = ?1 AND (c.updated, c.id) < (?2, ?3)");
    List<Object> parameters = new ArrayList<>(List.of(after.updated(), after.id()));
    for (String expression : words.expressions()) {
      parameters.add(expression);
      query
          .append(" AND c.number IN (SELECT rowid & -1048576 FROM words WHERE words MATCH ?")
          .append(parameters.size() + 1)
          .append(')');
    }
    query.append(" ORDER BY c.updated DESC, c.id DESC LIMIT ").append(limit);
    List<ChatSummary> found =
        sql.rows(query.toString(), ChatRows::summary, parameters.toArray());
    return words.isEmpty() ? found : withSnippets(found, words);
  }

  private List<ChatSummary> withSnippets(List<ChatSummary> found, SearchWords words)
      throws SQLException {
    // marks that nobody who wrote a chat can know
    String mark = Ids.next();
    List<ChatSummary> told = new ArrayList<>();
    for (ChatSummary c : found) {
      List<Piece> snippet = pieces(snippet(c.id(), words, mark), mark);
      told.add(
          new ChatSummary(
              c.id(), c.title(), c.created(), c.updated(), c.model(), c.running(), snippet));
    }
    return told;
  }

  /// Of the first message with all the words, or with one of them, or of the title.
  private String snippet(String chat, SearchWords words, String mark) throws SQLException {
    Optional<String> best = snippet(chat, words.all(), IN_MESSAGES, mark);
    if (best.isEmpty()) {
      best = snippet(chat, words.any(), IN_MESSAGES, mark);
    }
    if (best.isEmpty()) {
      best = snippet(chat, words.any(), IN_TITLE, mark);
    }
    return best.orElse("");
  }

  private Optional<String> snippet(String chat, String expression, String where, String mark)
      throws SQLException {
    return sql.first(
        "SELECT snippet(words, -1, ?4, ?5, '…', "
            + SNIPPET_WORDS
            + ") FROM words WHERE words MATCH ?3"
            + where
            + " ORDER BY rowid LIMIT 1",
        row -> row.getString(1),
        chat,
        expression,
        mark + "<",
        mark + ">");
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
