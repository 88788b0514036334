package dev.fathom.chats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.chats.ChatMessage.Attachment;
import dev.fathom.chats.ChatMessage.Role;
import dev.fathom.chats.ChatMessage.State;
import dev.fathom.chats.ChatStoreException.Kind;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreLawsTest {
  private static final String ME = "me";

  private final ChatStore store = ChatStore.inMemory();
  private final String id = store.create(ME, "", "").summary().id();

  @AfterEach
  void close() {
    store.close();
  }

  private static void assertKind(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ChatStoreException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e.getMessage()).doesNotContain("\n");
            });
  }

  private String title() {
    return store.read(ME, id).summary().title();
  }

  @Test
  void theFirstQuestionIsTheTitleUntilSomebodyGivesOne() {
    assertThat(title()).isEmpty();
    String question =
        "  Please explain\n\tto me how whales can dive three thousand metres deep and come back";
    ChatMessage first = store.add(ME, id, Talks.question("", question));
    assertThat(title()).isEqualTo("Please explain to me how whales can dive three thousand…");
    store.add(ME, id, Talks.question(first.id(), "another"));
    assertThat(title()).startsWith("Please");
    store.rename(ME, id, " My \u202ewhales\n ");
    assertThat(title()).isEqualTo("My whales");
    store.rename(ME, id, "👩‍🚀".repeat(60));
    assertThat(title()).hasSize(60 * 5);
  }

  @Test
  void titlesAreBounded() {
    assertKind(Kind.INVALID, () -> store.rename(ME, id, " \n\u200b"));
    assertKind(Kind.INVALID, () -> store.rename(ME, id, "x".repeat(201)));
    assertKind(Kind.INVALID, () -> store.create(ME, "x".repeat(201), ""));
    store.rename(ME, id, "x".repeat(200));
  }

  @Test
  void parentsAreOfTheSameChat() {
    String other = store.create(ME, "", "").summary().id();
    ChatMessage elsewhere = store.add(ME, other, Talks.question("", "x"));
    assertKind(Kind.INVALID, () -> store.add(ME, id, Talks.question(elsewhere.id(), "y")));
    assertKind(Kind.INVALID, () -> store.add(ME, id, Talks.question("absent", "y")));
    assertKind(Kind.ABSENT, () -> store.add(ME, "absent", Talks.question("", "y")));
    assertKind(Kind.ABSENT, () -> store.choose(ME, id, elsewhere.id()));
    assertKind(Kind.ABSENT, () -> store.update(ME, id, elsewhere));
    assertThat(store.read(ME, id).messages()).isEmpty();
  }

  @Test
  void branchesAreChosenByTheirLeaf() {
    ChatMessage question = store.add(ME, id, Talks.question("", "q"));
    ChatMessage one = store.add(ME, id, Talks.answer(question.id(), "1", State.DONE));
    ChatMessage two = store.add(ME, id, Talks.answer(question.id(), "2", State.DONE));
    assertThat(store.read(ME, id).leaf()).isEqualTo(two.id());
    store.choose(ME, id, one.id());
    assertThat(store.read(ME, id).leaf()).isEqualTo(one.id());
    assertThat(store.read(ME, id).summary().model()).isEqualTo("tiny");
  }

  @Test
  void whatIsStoredIsBounded() {
    String long8 = "x".repeat((8 << 20) + 1);
    assertKind(Kind.INVALID, () -> store.add(ME, id, Talks.question("", long8)));
    assertKind(Kind.INVALID, () -> store.configure(ME, id, "{\"a\":\"" + long8 + "\"}"));
    assertKind(Kind.INVALID, () -> store.configure(ME, id, "[]"));
    assertKind(Kind.INVALID, () -> store.configure(ME, id, "{"));
    ChatMessage heavy = Talks.question("", "é".repeat(4 << 20));
    assertThat(store.add(ME, id, heavy).content()).hasSize(4 << 20);
  }

  @Test
  void anAnswerThatRunsShowsInTheListAndKeepsItsPlace() {
    ChatMessage answer = store.add(ME, id, Talks.answer("", "", State.RUNNING));
    long updated = store.read(ME, id).summary().updated();
    store.update(ME, id, Talks.with(answer, "more", State.RUNNING));
    ChatSummary summary = store.list(ME, "", "", 1).chats().getFirst();
    assertThat(summary.running()).isTrue();
    assertThat(summary.updated()).isEqualTo(updated);
    store.update(ME, id, Talks.with(answer, "more", State.DONE));
    assertThat(store.read(ME, id).summary().running()).isFalse();
  }

  @Test
  void whatIsInsertedIsReadAgain() {
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      Chat chat = RandomChats.chat(random);
      Chat back = store.read(ME, store.insert(ME, chat).id());
      assertThat(back.messages()).hasSameSizeAs(chat.messages());
      for (int j = 0; j < chat.messages().size(); j++) {
        ChatMessage was = chat.messages().get(j);
        ChatMessage is = back.messages().get(j);
        State state = was.state() == State.RUNNING ? State.INTERRUPTED : was.state();
        ChatMessage named = Copies.named(was, is.id(), is.parent());
        assertThat(is).isEqualTo(Talks.with(named, was.content(), state));
        assertThat(is.parent().isEmpty()).isEqualTo(was.parent().isEmpty());
      }
      assertThat(back.leaf().isEmpty()).isEqualTo(chat.leaf().isEmpty());
    }
  }

  @Test
  void brokenTreesAreNotInserted() {
    ChatMessage lost = Copies.named(Talks.question("", "x"), "1", "0");
    Chat chat = new Chat(store.read(ME, id).summary(), "", "{}", List.of(lost));
    assertKind(Kind.INVALID, () -> store.insert(ME, chat));
    ChatMessage one = Copies.named(lost, "1", "");
    Chat twice = new Chat(chat.summary(), "", "{}", List.of(one, one));
    assertKind(Kind.INVALID, () -> store.insert(ME, twice));
    assertThat(store.ids(ME)).containsExactly(id);
  }

  @Test
  void attachmentsComeBackInOrderAndAreReplacedByAnUpdate() {
    List<Attachment> two =
        List.of(new Attachment("b", "text/plain", 1, "B"), new Attachment("a", "x", 2, "A"));
    ChatMessage m = store.add(ME, id, with(two));
    assertThat(store.read(ME, id).messages()).containsExactly(m);
    store.update(ME, id, Copies.named(with(two.subList(1, 2)), m.id(), ""));
    ChatMessage updated = store.read(ME, id).messages().getFirst();
    assertThat(updated.attachments()).containsExactly(two.getLast());
    assertThat(updated.created()).isEqualTo(m.created());
  }

  @Test
  void aClosedStoreSaysSo() {
    store.close();
    store.close();
    assertKind(Kind.BROKEN, () -> store.ids(ME));
  }

  private static ChatMessage with(List<Attachment> attachments) {
    return new ChatMessage(
        "", "", Role.USER, "c", "", "", "", attachments, State.DONE, "", null, "", 0, "");
  }
}
