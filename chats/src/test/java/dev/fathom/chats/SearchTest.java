package dev.fathom.chats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.chats.ChatMessage.State;
import dev.fathom.chats.ChatSummary.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
  private static final String ME = "me";

  private final ChatStore store = ChatStore.inMemory();

  @AfterEach
  void close() {
    store.close();
  }

  private String chat(String title, String... messages) {
    String id = store.create(ME, title, "").summary().id();
    String parent = "";
    for (String message : messages) {
      parent = store.add(ME, id, Talks.question(parent, message)).id();
    }
    return id;
  }

  @Test
  void findsTitlesMessagesAndAttachmentsInGermanAndEnglish() {
    chat("Bäume", "Die größten Straßen Münchens");
    chat("trees", "the largest streets");
    assertThat(Talks.titles(store, ME, "baume")).containsExactly("Bäume");
    assertThat(Talks.titles(store, ME, "MÜNCH")).containsExactly("Bäume");
    assertThat(Talks.titles(store, ME, "munchens")).containsExactly("Bäume");
    assertThat(Talks.titles(store, ME, "LARG")).containsExactly("trees");
    assertThat(Talks.titles(store, ME, "straßen bäume")).containsExactly("Bäume");
    assertThat(Talks.titles(store, ME, "larg streets"))
        .as("only the last is a beginning")
        .isEmpty();
    assertThat(Talks.titles(store, ME, "trees largest")).as("across rows").hasSize(1);
    assertThat(Talks.titles(store, ME, "\"largest streets\"")).containsExactly("trees");
    assertThat(Talks.titles(store, ME, "\"streets largest\"")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"",
        "\"\"",
        "AND",
        "OR NOT",
        "a AND",
        "NEAR(a b)",
        "title:x",
        "-a",
        "a*",
        "*",
        "^a",
        "(",
        ")",
        "a + b",
        "{a}",
        "'",
        "';--",
        "\\",
        "a\u0000b",
        "\u0000",
        "%",
        "ä\"b",
        "\"a",
        "😀",
        "𝒳",
        "\ud800",
        "\ufdd0",
        "a:b:c",
        "--",
        "body",
        "rowid",
        "①",
        "ⅷ",
        "\u0301"
      })
  void whateverIsTypedIsNoSyntax(String typed) {
    chat("AND or near", "a b x " + typed + " c");
    store.list(ME, typed, "", 10);
    store.list(ME, typed + " " + typed, "", 10);
    store.list(ME, "x" + typed, "", 10);
  }

  @Test
  void randomTypingIsNoSyntax() {
    Random random = new Random(3);
    chat("title", "a b c");
    for (int i = 0; i < 2_000; i++) {
      StringBuilder typed = new StringBuilder();
      for (int j = random.nextInt(12); j > 0; j--) {
        typed.append((char) random.nextInt(random.nextInt(10) == 0 ? 0x10000 : 0x80));
      }
      store.list(ME, typed.toString(), "", 10);
    }
    store.list(ME, "word ".repeat(10_000), "", 10);
  }

  @Test
  void nothingTypedFindsAll() {
    chat("one", "x");
    assertThat(Talks.titles(store, ME, " ")).hasSize(1);
    assertThat(Talks.titles(store, ME, "\"")).hasSize(1);
    assertThat(Talks.titles(store, ME, "absent")).isEmpty();
  }

  @Test
  void snippetsMarkHitsThatNoContentCanFake() {
    chat("t", "<mark>[b]no[/b]</mark> \u0001 > the  whale\n\nsang < and </mark> again");
    List<Piece> pieces = store.list(ME, "whale", "", 1).chats().getFirst().snippet();
    assertThat(pieces).filteredOn(Piece::hit).containsExactly(new Piece("whale", true));
    assertThat(pieces.stream().map(Piece::text).collect(Collectors.joining()))
        .isEqualTo("<mark>[b]no[/b]</mark> \u0001 > the whale sang < and </mark> again");
  }

  @Test
  void anAnswerIsFoundOnceItHasEnded() {
    String id = chat("t", "question");
    ChatMessage answer = store.add(ME, id, Talks.answer("", "walrus", State.RUNNING));
    store.update(ME, id, Talks.with(answer, "walrus and", State.RUNNING));
    assertThat(Talks.titles(store, ME, "walrus")).isEmpty();
    store.update(ME, id, Talks.with(answer, "walrus and whale", State.STOPPED));
    assertThat(Talks.titles(store, ME, "walrus whale")).hasSize(1);
    store.update(ME, id, Talks.with(answer, "only a whale", State.DONE));
    assertThat(Talks.titles(store, ME, "walrus")).isEmpty();
  }

  @Test
  void pagesLeaveNothingOutAndRepeatNothingWhileChatsChange() throws InterruptedException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      ids.addFirst(chat("chat " + i));
    }
    List<String> seen = new ArrayList<>();
    ChatStore.Listing page = store.list(ME, "", "", 4);
    while (true) {
      page.chats().forEach(c -> seen.add(c.id()));
      if (page.next() == null) {
        break;
      }
      Thread.sleep(2);
      store.add(ME, seen.get(seen.size() / 2), Talks.question("", "moves to the front"));
      store.rename(ME, ids.getLast(), "renamed " + seen.size());
      page = store.list(ME, "", page.next(), 4);
    }
    assertThat(seen).hasSize(25).doesNotHaveDuplicates().containsAll(ids);
    assertThat(store.list(ME, "renamed", "", 3).next()).isNull();
    assertThatThrownBy(() -> store.list(ME, "", "nonsense", 3)).hasMessageContaining("'after'");
  }
}
