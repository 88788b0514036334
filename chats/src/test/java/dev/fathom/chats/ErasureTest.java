package dev.fathom.chats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.chats.ChatMessage.Attachment;
import dev.fathom.chats.ChatMessage.Role;
import dev.fathom.chats.ChatMessage.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A deleted chat is really gone: the raw bytes of the database, its log and the log's index hold
/// not one of its words.
class ErasureTest {
  private static final String OWNER = "me";

  @TempDir Path folder;
  private Path file;
  private final Random random = new Random(7);

  @BeforeEach
  void inAFile() {
    file = folder.resolve("chats.db");
  }

  @Test
  void leavesNoWordOfADeletedChat() throws IOException {
    try (ChatStore store = ChatStore.open(file)) {
      fill(store, "kept", 40);
      Set<String> words = new TreeSet<>();
      List<String> secret = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        secret.add(chat(store, "gone", words));
        fill(store, "kept", 2);
      }
      assertThat(left(words)).isNotEmpty();
      store.list(OWNER, words.iterator().next(), "", 10);
      secret.forEach(id -> store.delete(OWNER, id));
      assertThat(left(words)).isEmpty();
      assertThat(Talks.titles(store, OWNER, "kept")).hasSize(80);
    }
    assertThat(IndexCheck.agrees(file)).isTrue();
  }

  @Test
  void leavesNoWordOfWhatWasUpdatedAndRenamedBefore() throws IOException {
    try (ChatStore store = ChatStore.open(file)) {
      fill(store, "kept", 10);
      Set<String> words = new TreeSet<>();
      String id = chat(store, "gone", words);
      ChatMessage answer = store.add(OWNER, id, Talks.answer("", "", State.RUNNING));
      StringBuilder text = new StringBuilder();
      for (int growth = 0; growth < 40; growth++) {
        text.append(' ').append(sentence("grow", words));
        store.update(OWNER, id, Talks.with(answer, text.toString(), State.RUNNING));
      }
      store.update(OWNER, id, Talks.with(answer, sentence("last", words), State.DONE));
      store.rename(OWNER, id, sentence("titl", words).substring(0, 100));
      store.rename(OWNER, id, "harmless");
      store.configure(OWNER, id, "{\"system\":\"" + sentence("syst", words) + "\"}");
      store.configure(OWNER, id, "{}");
      store.delete(OWNER, id);
      assertThat(left(words)).isEmpty();
    }
  }

  @Test
  void leavesNoWordOfALongChat() throws IOException {
    try (ChatStore store = ChatStore.open(file)) {
      fill(store, "kept", 5);
      Set<String> words = new TreeSet<>();
      String id = store.create(OWNER, "", "").summary().id();
      for (int i = 0; i < 60; i++) {
        StringBuilder text = new StringBuilder();
        for (int j = 0; j < 20; j++) {
          text.append(sentence("long", words)).append('\n');
        }
        store.add(OWNER, id, Talks.question("", text.toString()));
      }
      long begin = System.nanoTime();
      store.delete(OWNER, id);
      System.out.printf(
          "deleted %,d different words in %d ms%n",
          words.size(), (System.nanoTime() - begin) / 1_000_000);
      assertThat(left(words)).isEmpty();
    }
  }

  @Test
  void leavesNoWordOfAnOwnerWhoDeletesAll() throws IOException {
    try (ChatStore store = ChatStore.open(file)) {
      Set<String> words = new TreeSet<>();
      String others = store.create("other", "othertitle", "").summary().id();
      store.add("other", others, Talks.question("", "otherquestion stays"));
      for (int i = 0; i < 30; i++) {
        chat(store, "gone", words);
      }
      store.deleteAll(OWNER);
      assertThat(left(words)).isEmpty();
      assertThat(store.ids(OWNER)).isEmpty();
      assertThat(Talks.titles(store, "other", "otherq")).containsExactly("othertitle");
    }
    assertThat(IndexCheck.agrees(file)).isTrue();
  }

  @Test
  void leavesNoBeginningOfAWordByWhichPagesWereFound() throws IOException {
    try (ChatStore store = ChatStore.open(file)) {
      List<String> gone = new ArrayList<>();
      for (int chat = 0; chat < 60; chat++) {
        String ending = chat % 2 == 0 ? "tkeep" : "secret";
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < 300; word++) {
          text.append('x')
              .append(random.nextInt(3000))
              .append(ending)
              .append(word % 10)
              .append(' ');
        }
        String id = store.create(OWNER, "a title", "").summary().id();
        store.add(OWNER, id, Talks.question("", text.toString()));
        if (chat % 2 == 1) {
          gone.add(id);
        }
      }
      gone.forEach(id -> store.delete(OWNER, id));
      assertThat(left(Set.of("secret", "secre", "secr"))).isEmpty();
    }
    assertThat(IndexCheck.agrees(file)).isTrue();
  }

  @Test
  void erasesTheLogAsSoonAsAnotherReaderHasFinished() throws Exception {
    try (ChatStore store = ChatStore.open(file)) {
      fill(store, "kept", 3);
      Set<String> words = new TreeSet<>();
      String id = chat(store, "gone", words);
      try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = reader.createStatement();
          ResultSet row = statement.executeQuery("SELECT content FROM messages")) {
        assertThat(row.next()).isTrue();
        store.delete(OWNER, id);
        assertThat(store.ids(OWNER)).doesNotContain(id);
        assertThat(left(words)).as("the reader still sees it").isNotEmpty();
      }
      store.ids(OWNER);
      assertThat(left(words)).isEmpty();
    }
  }

  private void fill(ChatStore store, String prefix, int chats) {
    for (int i = 0; i < chats; i++) {
      chat(store, prefix, new TreeSet<>());
    }
  }

  private String chat(ChatStore store, String prefix, Set<String> words) {
    String settings = "{\"system\":\"" + sentence(prefix, words) + "\"}";
    String title = random.nextBoolean() ? "" : prefix + " " + word(prefix, words);
    String id = store.create(OWNER, title, settings).summary().id();
    Attachment attachment =
        new Attachment(word(prefix, words) + ".txt", "text/plain", 9, sentence(prefix, words));
    ChatMessage question =
        store.add(
            OWNER,
            id,
            attached(Talks.question("", prefix + " " + sentence(prefix, words)), attachment));
    store.add(OWNER, id, Talks.answer(question.id(), sentence(prefix, words), State.DONE));
    return id;
  }

  private static ChatMessage attached(ChatMessage m, Attachment attachment) {
    return new ChatMessage(
        "",
        m.parent(),
        Role.USER,
        m.content(),
        "",
        "",
        "",
        List.of(attachment),
        State.DONE,
        "",
        null,
        "",
        0,
        "");
  }

  private String sentence(String prefix, Set<String> words) {
    StringBuilder sentence = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      sentence.append(word(prefix, words)).append(' ');
    }
    return sentence.toString();
  }

  private String word(String prefix, Set<String> words) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      letters.append((char) ('a' + random.nextInt(26)));
    }
    // the index keeps words sorted and without what they share with the one before: look for the
    // end
    words.add(letters.substring(2));
    return letters.substring(0, 2) + prefix.charAt(0) + letters.substring(2);
  }

  /// Those of the words that are in any file of the folder.
  private Set<String> left(Set<String> words) throws IOException {
    Set<String> left = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path one : files) {
        String bytes = new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1);
        words.stream().filter(bytes::contains).forEach(left::add);
      }
    }
    return left;
  }
}
