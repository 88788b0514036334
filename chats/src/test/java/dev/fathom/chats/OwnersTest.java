package dev.fathom.chats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.chats.ChatMessage.State;
import dev.fathom.chats.ChatStoreException.Kind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Nobody sees or changes what another owner has, through any method of the store.
class OwnersTest {
  private static final String THEIRS = "theirs";
  private static final String MINE = "mine";

  private final ChatStore store = ChatStore.inMemory();
  private String id;
  private ChatMessage message;
  private Chat before;

  @BeforeEach
  void theyHaveAChat() {
    id = store.create(THEIRS, "secret plan", "{\"a\":1}").summary().id();
    message = store.add(THEIRS, id, Talks.question("", "secret question"));
    before = store.read(THEIRS, id);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void everyMethodKeepsWhatOthersHave() throws Exception {
    int tried = 0;
    for (Method method : ChatStore.class.getDeclaredMethods()) {
      boolean asksForAnOwner =
          Modifier.isPublic(method.getModifiers())
              && method.getParameterCount() > 0
              && method.getParameterTypes()[0] == String.class;
      if (asksForAnOwner) {
        Object answer = callAs(MINE, method);
        assertThat(String.valueOf(answer)).as(method.getName()).doesNotContain("secret", id);
        assertThat(store.read(THEIRS, id)).as(method.getName()).isEqualTo(before);
        tried++;
      }
    }
    assertThat(tried).as("list create read ids rename ... deleteAll").isEqualTo(12);
  }

  @Test
  void theyCanUseEveryMethodThemselves() throws Exception {
    for (String name :
        List.of("read", "rename", "configure", "choose", "add", "update", "delete")) {
      Method method =
          Arrays.stream(ChatStore.class.getDeclaredMethods())
              .filter(m -> m.getName().equals(name) && Modifier.isPublic(m.getModifiers()))
              .findFirst()
              .orElseThrow();
      assertThat(callAs(MINE, method)).as(name).isInstanceOf(ChatStoreException.class);
      assertThat(callAs(THEIRS, method)).as(name).isNotInstanceOf(ChatStoreException.class);
    }
  }

  @Test
  void anotherOwnersMessageIsNoParent() {
    String own = store.create(MINE, "", "").summary().id();
    assertThatThrownBy(() -> store.add(MINE, own, Talks.question(message.id(), "x")))
        .isInstanceOfSatisfying(
            ChatStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID));
    assertThatThrownBy(
            () -> store.update(MINE, own, Talks.with(message, "overwritten", State.DONE)))
        .isInstanceOfSatisfying(
            ChatStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ABSENT));
  }

  @Test
  void cursorsAndListsShowNothingOfOthers() {
    for (int i = 0; i < 5; i++) {
      store.create(MINE, "mine " + i, "");
      store.create(THEIRS, "secret " + i, "");
    }
    ChatStore.Listing first = store.list(THEIRS, "", "", 2);
    assertThat(store.list(MINE, "", String.valueOf(first.next()), 100).chats())
        .allMatch(c -> c.title().startsWith("mine"));
    assertThat(Talks.titles(store, MINE, "secret")).isEmpty();
    assertThat(store.ids(MINE)).hasSize(5);
  }

  @Test
  void statementsWithoutTheOwnerAreNotRun() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      OwnerSql sql = new OwnerSql(connection, MINE);
      assertThatThrownBy(() -> sql.rows("SELECT id FROM chats", row -> row.getString(1)))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private Object callAs(String owner, Method method) throws Exception {
    Object[] arguments =
        Arrays.stream(method.getParameters())
            .map(
                p ->
                    switch (p.getName()) {
                      case "owner" -> owner;
                      case "chat" -> p.getType() == Chat.class ? before : id;
                      case "search", "after" -> "";
                      case "title" -> "new title";
                      case "settings" -> "{}";
                      case "leaf" -> message.id();
                      case "limit" -> 10;
                      case "message" -> message;
                      default -> throw new AssertionError("a new parameter: " + p);
                    })
            .toArray();
    if (method.getName().equals("insert")) {
      return "done"; // a copy of what one holds already
    }
    try {
      Object answer = method.invoke(store, arguments);
      return answer == null ? "done" : answer;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof ChatStoreException told) {
        assertThat(told.kind()).as(method.getName()).isEqualTo(Kind.ABSENT);
        assertThat(told.getMessage()).doesNotContain("secret");
        return told;
      }
      throw e;
    }
  }
}
