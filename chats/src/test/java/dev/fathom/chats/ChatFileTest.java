package dev.fathom.chats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.chats.ChatMessage.Attachment;
import dev.fathom.chats.ChatMessage.Failure;
import dev.fathom.chats.ChatMessage.Role;
import dev.fathom.chats.ChatMessage.State;
import dev.fathom.chats.ChatStoreException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatFileTest {
  @Test
  void readsWhatItWrote() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      List<Chat> chats = new ArrayList<>();
      for (int j = random.nextInt(4); j >= 0; j--) {
        chats.add(RandomChats.chat(random));
      }
      ChatFile.Contents read = ChatFile.read(ChatFile.json(chats));
      assertThat(read.chats()).isEqualTo(chats);
      assertThat(read.skipped()).isEmpty();
    }
  }

  @Test
  void toleratesUnknownFieldsAndRefusesWrongTypesWithTheirPlace() {
    ChatFile.Contents read =
        ChatFile.read(
            """
            {"format":"fathom-chats","version":1,"new":true,"chats":[
              {"title":"good","extra":{},"messages":[{"id":"1","role":"user","content":"hi","x":1}]},
              {"title":"bad","messages":[{"id":"1","role":"user"},{"id":"2","role":"user","content":7}]},
              {"title":"worse","messages":{}},
              {"title":"odd","messages":[{"id":"1","role":"king"}]},
              17]}
            """);
    assertThat(read.chats()).extracting(c -> c.summary().title()).containsExactly("good");
    assertThat(read.skipped())
        .containsExactly(
            new ChatFile.Skipped(
                "bad", "chats[1].messages[1].content: a number where text belongs"),
            new ChatFile.Skipped("worse", "chats[2].messages: an object where an array belongs"),
            new ChatFile.Skipped(
                "odd",
                "chats[3].messages[0].role: 'king' where one of these belongs: user, assistant,"
                    + " tool"),
            new ChatFile.Skipped("chats[4]", "chats[4]: a number where an object belongs"));
  }

  @Test
  void readsAnExportOfLlamaServersPage() {
    String one =
        """
        {"conv":{"id":"c1","name":"Depths","lastModified":1700000009000,"currNode":"m4"},"messages":[
         {"id":"r","convId":"c1","type":"root","role":"system","content":"","parent":null,"children":["s"],"timestamp":1700000000000},
         {"id":"s","convId":"c1","type":"text","role":"system","content":"Be brief.","parent":"r","timestamp":1700000000000},
         {"id":"m3","convId":"c1","type":"text","role":"assistant","content":"No.","parent":"m1","children":[],"timestamp":1700000002000},
         {"id":"m1","convId":"c1","type":"text","role":"user","content":"Deep?","parent":"s","children":["m3","m4"],"timestamp":1700000001000,
          "extra":[{"type":"TEXT","name":"a.txt","content":"alpha"},{"type":"IMAGE","name":"b.png","base64Url":"data:"}]},
         {"id":"m4","convId":"c1","type":"text","role":"assistant","content":"Yes.","reasoningContent":"Hm.","model":"tiny","parent":"m1","timestamp":1700000003000,
          "toolCalls":"[{\\"id\\":\\"t\\",\\"function\\":{\\"name\\":\\"f\\",\\"arguments\\":\\"{}\\"}}]"}]}
        """;
    Chat chat = ChatFile.read(one).chats().getFirst();
    assertThat(ChatFile.read("[" + one + "," + one + "]").chats()).containsExactly(chat, chat);
    assertThat(chat.summary().title()).isEqualTo("Depths");
    assertThat(chat.summary().created()).isEqualTo(1_700_000_001_000L);
    assertThat(chat.settings()).isEqualTo("{\"system\":\"Be brief.\"}");
    assertThat(chat.leaf()).isEqualTo("m4");
    assertThat(chat.messages()).extracting(ChatMessage::id).containsExactly("m1", "m3", "m4");
    assertThat(chat.messages()).extracting(ChatMessage::parent).containsExactly("", "m1", "m1");
    assertThat(chat.messages().getFirst().attachments())
        .containsExactly(new Attachment("a.txt", "text/plain", 5, "alpha"));
    ChatMessage answer = chat.messages().getLast();
    assertThat(answer.thinking()).isEqualTo("Hm.");
    assertThat(answer.toolCalls())
        .isEqualTo("[{\"id\":\"t\",\"name\":\"f\",\"arguments\":\"{}\"}]");
  }

  @Test
  void readsAnExportOfOpenWebUi() {
    Chat chat =
        ChatFile.read(
                """
                [{"id":"o1","user_id":"u","title":"Depths","created_at":1700000000,"updated_at":1700000009,
                  "chat":{"params":{"system":"Be brief."},"history":{"currentId":"b","messages":{
                   "a":{"id":"a","parentId":null,"childrenIds":["b"],"role":"user","content":"Deep?","timestamp":1700000001},
                   "b":{"id":"b","parentId":"a","childrenIds":[],"role":"assistant","model":"qwen","timestamp":1700000002,
                    "content":"<details type=\\"reasoning\\" done=\\"true\\" duration=\\"3\\">\\n<summary>Thought for 3 seconds</summary>\\n&gt; Hm &amp; ha\\n&gt; well\\n</details>\\nYes."}}}}}]
                """)
            .chats()
            .getFirst();
    assertThat(chat.summary().created()).isEqualTo(1_700_000_000_000L);
    assertThat(chat.leaf()).isEqualTo("b");
    ChatMessage answer = chat.messages().getLast();
    assertThat(answer.content()).isEqualTo("Yes.");
    assertThat(answer.thinking()).isEqualTo("Hm & ha\nwell");
    assertThat(answer.model()).isEqualTo("qwen");
  }

  @Test
  void mendsBrokenTrees() {
    Chat chat =
        ChatFile.read(
                """
                {"conv":{"name":"broken"},"messages":[
                 {"id":1,"role":"user","content":"circle a","parent":2},
                 {"id":2,"role":"assistant","content":"circle b","parent":1},
                 {"id":3,"role":"user","content":"lost","parent":99},
                 {"id":3,"role":"user","content":"twice","parent":1},
                 {"id":4,"role":"user","content":"own parent","parent":4},
                 {"id":5,"role":"ghost","parent":3},
                 {"id":6,"role":"assistant","content":"below the ghost","parent":5}]}
                """)
            .chats()
            .getFirst();
    assertThat(chat.messages())
        .extracting(m -> m.parent() + "<" + m.id() + " " + m.content())
        .containsExactly(
            "<2 circle b", "2<1 circle a", "<3 lost", "<4 own parent", "3<6 below the ghost");
    assertThat(chat.leaf()).isEqualTo("6");
    try (ChatStore store = ChatStore.inMemory()) {
      assertThat(store.read("me", store.insert("me", chat).id()).messages()).hasSize(5);
    }
  }

  @Test
  void survivesEveryCutAndEverySwappedValueOfTheirExports() {
    String file =
        """
        [{"conv":{"id":"c","name":"n","lastModified":1,"currNode":"b"},"messages":[{"id":"a","type":"text","role":"user","content":"x","parent":null,"extra":[{"type":"TEXT","name":"n","content":"c"}]},{"id":"b","role":"assistant","content":[{"type":"text","text":"y"}],"parent":"a","toolCalls":[],"timestamp":5}]}]""";
    for (int end = 0; end < file.length(); end++) {
      assertInvalid(file.substring(0, end));
    }
    for (String other : List.of("null", "7", "\"s\"", "[]", "{}", "true", "1e99", "[null]")) {
      for (int at = file.indexOf(':'); at >= 0; at = file.indexOf(':', at + 1)) {
        int end = Math.min(file.indexOf(',', at), file.indexOf('}', at));
        String swapped = file.substring(0, at + 1) + other + file.substring(Math.max(end, at + 1));
        try {
          ChatFile.Contents contents = ChatFile.read(swapped);
          contents.chats().forEach(ChatFile::markdown);
          ChatFile.json(contents.chats());
        } catch (ChatStoreException e) {
          assertThat(e.kind()).isEqualTo(Kind.INVALID);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PNG   | this is a PNG picture",
        "%PDF-1.7 abc | this is a PDF",
        "''    | this file is empty",
        "hello world | this is text that begins 'hello world'",
        "{\"a\":1,\"b\":2} | this is JSON but holds no chats: keys a, b",
        "[1,2] | this is JSON but holds no chats: an array; its first element: a number",
        "{\"a\": | this begins like JSON but ends too early at line 1, column 6",
        "{\"a\":1}x | this begins like JSON but is broken",
        "{\"format\":\"fathom-chats\",\"version\":9} | this was written by a newer Fathom",
      })
  void saysWhatAFileIsThatHoldsNoChats(String text, String line) {
    String whole = text.equals("PNG") ? "\ufffdPNG\r\n\u001a\n" : text;
    assertThatThrownBy(() -> ChatFile.read(whole))
        .isInstanceOf(ChatStoreException.class)
        .message()
        .startsWith(line)
        .doesNotContain("\n");
    assertInvalid(whole);
  }

  @Test
  void bytesOfAPictureAreAPictureHoweverTheyWereDecoded() {
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0};
    for (var charset : List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1)) {
      assertThatThrownBy(() -> ChatFile.read(new String(png, charset)))
          .hasMessageStartingWith("this is a PNG picture");
    }
  }

  @Test
  void deepNestingIsRefused() {
    assertInvalid("[".repeat(200_000));
    assertInvalid("{\"a\":".repeat(200_000));
  }

  @Test
  void writesTheShownBranchAsMarkdown() {
    ChatMessage question =
        new ChatMessage(
            "1",
            "",
            Role.USER,
            "Why `x`?",
            "",
            "",
            "",
            List.of(new Attachment("a`b.md", "text/plain", 1234, "```\ncode\n````")),
            State.DONE,
            "",
            null,
            "",
            1,
            "");
    ChatMessage other = answer("2", "never shown", "", State.DONE, null);
    ChatMessage shown =
        answer(
            "3", "```java\nint a;", "first\n```\nsecond", State.FAILED, new Failure("boom", "x"));
    ChatSummary summary = new ChatSummary("c", "A *title*", 1, 1, "", false, List.of());
    assertThat(ChatFile.markdown(new Chat(summary, "3", "{}", List.of(question, other, shown))))
        .isEqualTo(
            """
            # A \\*title\\*

            ## You

            *Attachment* `` a`b.md `` (1,234 bytes)

            `````
            ```
            code
            ````
            `````

            Why `x`?

            ## tiny

            > *Thinking*
            >
            > first
            > ```
            > second
            > ```

            ```java
            int a;
            ```

            *(failed: boom)*
            """);
  }

  private static ChatMessage answer(
      String id, String content, String thinking, State state, @Nullable Failure error) {
    return new ChatMessage(
        id,
        "1",
        Role.ASSISTANT,
        content,
        thinking,
        "",
        "",
        List.of(),
        state,
        "",
        error,
        "tiny",
        2,
        "");
  }

  private static void assertInvalid(String text) {
    assertThatThrownBy(() -> ChatFile.read(text))
        .isInstanceOfSatisfying(
            ChatStoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID));
  }
}
