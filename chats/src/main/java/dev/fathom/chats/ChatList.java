package dev.fathom.chats;

import dev.fathom.chats.ChatSummary.Piece;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Lists the chats of one owner, newest first, all or those with words.
record ChatList(OwnerSql sql) {
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
    List<ChatSummary> found = sql.rows(query.toString(), ChatRows::summary, parameters.toArray());
    return words.isEmpty() || found.isEmpty() ? found : withSnippets(found, words);
  }

  private List<ChatSummary> withSnippets(List<ChatSummary> found, SearchWords words)
      throws SQLException {
    Map<String, List<Piece>> snippets =
        new Snippets(sql, words).of(found.stream().map(ChatSummary::id).toList());
    List<ChatSummary> told = new ArrayList<>();
    for (ChatSummary c : found) {
      List<Piece> snippet = snippets.getOrDefault(c.id(), List.of());
      told.add(
          new ChatSummary(
              c.id(), c.title(), c.created(), c.updated(), c.model(), c.running(), snippet));
    }
    return told;
  }
}
