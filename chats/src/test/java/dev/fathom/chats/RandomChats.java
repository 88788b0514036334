package dev.fathom.chats;

import dev.fathom.chats.ChatMessage.Attachment;
import dev.fathom.chats.ChatMessage.Failure;
import dev.fathom.chats.ChatMessage.Role;
import dev.fathom.chats.ChatMessage.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Chats with everything in them that can be.
final class RandomChats {
  private static final String[] PIECES = {
    "word",
    " ",
    "\n",
    "\"",
    "\\",
    "ä",
    "ß",
    "漢",
    "🐋",
    "\u0000",
    "\u2028",
    "```",
    "</script>",
    "{",
    "'",
    "é",
    "$x^2$",
    "\t",
    "<b>",
    "*"
  };

  private RandomChats() {}

  static Chat chat(Random random) {
    List<ChatMessage> messages = new ArrayList<>();
    List<String> ids = new ArrayList<>(List.of(""));
    for (int i = random.nextInt(12); i > 0; i--) {
      String id = "m" + ids.size();
      messages.add(message(random, id, ids.get(random.nextInt(ids.size()))));
      ids.add(id);
    }
    String leaf = messages.isEmpty() ? "" : messages.get(random.nextInt(messages.size())).id();
    boolean running = messages.stream().anyMatch(m -> m.state() == State.RUNNING);
    ChatSummary summary =
        new ChatSummary(
            "c" + random.nextInt(1000),
            text(random),
            random.nextLong(1L << 40),
            random.nextLong(1L << 40),
            text(random),
            running,
            List.of());
    return new Chat(summary, leaf, "{\"system\":\"x\",\"n\":" + random.nextInt() + "}", messages);
  }

  private static ChatMessage message(Random random, String id, String parent) {
    return new ChatMessage(
        id,
        parent,
        one(Role.values(), random),
        text(random),
        text(random),
        random.nextBoolean() ? "" : "[{\"id\":\"1\",\"name\":\"f\",\"arguments\":\"{}\"}]",
        random.nextBoolean() ? "" : "call",
        random.nextBoolean()
            ? List.of()
            : List.of(new Attachment(text(random), "text/plain", 9, text(random))),
        one(State.values(), random),
        random.nextBoolean() ? "" : "stop",
        random.nextBoolean() ? null : new Failure(text(random), "code"),
        text(random),
        random.nextLong(1L << 40),
        random.nextBoolean() ? "" : "{\"prompt_tokens\":" + random.nextInt(1000) + "}");
  }

  static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(one(PIECES, random));
    }
    return text.toString();
  }

  private static <T> T one(T[] values, Random random) {
    return values[random.nextInt(values.length)];
  }
}
