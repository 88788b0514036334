package dev.fathom.chats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.chats.ChatMessage.State;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatStoreTest {
  @TempDir Path folder;

  @Test
  void keepsAConversationInItsFile() {
    Path file = folder.resolve("a?b/chats 100%.db");
    Chat chat;
    try (ChatStore store = ChatStore.open(file)) {
      String id = store.create("me", "", "{\"model\":\"tiny\"}").summary().id();
      ChatMessage question = store.add("me", id, Talks.question("", "How deep is the sea?"));
      ChatMessage answer = store.add("me", id, Talks.answer(question.id(), "", State.RUNNING));
      store.update("me", id, Talks.with(answer, "Eleven", State.RUNNING));
      store.update("me", id, Talks.with(answer, "Eleven kilometres", State.DONE));
      chat = store.read("me", id);
      assertThat(Talks.titles(store, "me", "kilom")).containsExactly("How deep is the sea?");
      assertThat(chat.messages())
          .extracting(ChatMessage::content)
          .containsExactly("How deep is the sea?", "Eleven kilometres");
      assertThat(store.list("me", "kilom", "", 5).chats().getFirst().snippet())
          .containsExactly(
              new ChatSummary.Piece("Eleven ", false), new ChatSummary.Piece("kilometres", true));
    }
    try (ChatStore store = ChatStore.open(file)) {
      assertThat(store.read("me", chat.summary().id())).isEqualTo(chat);
      store.delete("me", chat.summary().id());
      assertThat(store.ids("me")).isEmpty();
    }
  }
}
