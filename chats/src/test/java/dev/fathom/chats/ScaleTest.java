package dev.fathom.chats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.chats.ChatMessage.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScaleTest {
  private static final int CHATS = 10_000;

  @Test
  void tenThousandChatsAreListedAndSearchedAtOnce() {
    Random random = new Random(11);
    try (ChatStore store = ChatStore.inMemory()) {
      long begin = System.nanoTime();
      for (int i = 0; i < CHATS; i += 500) {
        List<Chat> chats = Stream.generate(() -> chat(random)).limit(500).toList();
        store.insertAll("owner" + i / 500 % 2, chats);
      }
      System.out.printf("%,d chats in %,d ms%n", CHATS, (System.nanoTime() - begin) / 1_000_000);
      timed("list", () -> store.list("owner0", "", "", 50));
      for (String search : List.of("common", "c", "common w12", "w777", "w1 w2 w3", "zzz")) {
        timed("search '" + search + "'", () -> store.list("owner0", search, "", 50));
      }
      ChatStore.Listing page = store.list("owner0", "common", "", 50);
      timed("page 2", () -> store.list("owner0", "common", String.valueOf(page.next()), 50));
      String id = page.chats().getFirst().id();
      timed("read", () -> store.read("owner0", id));
      timed("delete", () -> store.delete("owner0", store.ids("owner0").getFirst()));
    }
  }

  private static void timed(String what, Runnable call) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long begin = System.nanoTime();
      call.run();
      best = Math.min(best, System.nanoTime() - begin);
    }
    System.out.printf("  %-22s %6.1f ms%n", what, best / 1e6);
    assertThat(best).as(what).isLessThan(2_000_000_000L);
  }

  private static Chat chat(Random random) {
    List<ChatMessage> messages = new ArrayList<>();
    String parent = "";
    for (int i = 1; i <= 4; i++) {
      StringBuilder text = new StringBuilder("common ");
      for (int word = 0; word < 60; word++) {
        // few words are frequent, many are rare
        text.append('w').append((int) (20_000 * Math.pow(random.nextDouble(), 4))).append(' ');
      }
      ChatMessage message =
          i % 2 == 1
              ? Talks.question(parent, text.toString())
              : Talks.answer(parent, text.toString(), State.DONE);
      messages.add(Copies.named(message, "m" + i, parent));
      parent = "m" + i;
    }
    ChatSummary summary = new ChatSummary("c", "", 1, 1, "", false, List.of());
    return new Chat(summary, parent, "{}", messages);
  }
}
