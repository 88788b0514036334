package dev.fathom.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.engine.ChatFormat;
import dev.fathom.model.ModelFile;
import dev.fathom.testing.SharedData;
import dev.fathom.text.ChatTemplate;
import dev.fathom.text.Tokenizer;
import dev.fathom.train.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationsTest {
  /// As Qwen2.5's, in short: knows no thoughts.
  private static final String PLAIN =
      "{% for m in messages %}<{{ m.role }}>{{ m.content }}</{{ m.role }}>{% endfor %}"
          + "{% if add_generation_prompt %}<assistant>{% endif %}";

  @TempDir Path folder;

  private static Tokenizer tokenizer() {
    try (ModelFile file = ModelFile.embedded()) {
      return file.tokenizer();
    }
  }

  private static ChatFormat r1() {
    try (ModelFile file = ModelFile.embedded()) {
      return ChatFormat.of(file);
    }
  }

  private static ChatFormat plain() {
    return ChatFormat.of("plain", tokenizer(), ChatTemplate.parse("plain", PLAIN));
  }

  private List<ChatLines.Line> read(ChatFormat format, String json) throws IOException {
    Path file = Files.writeString(folder.resolve("data.jsonl"), json);
    Tokenizer tokenizer = tokenizer();
    return new Conversations(format, tokenizer, tokenizer.eos().orElseThrow()).read(file);
  }

  private static String asked(ChatLines.Line line) {
    return tokenizer().decode(Arrays.copyOf(line.tokens(), line.promptLength()), true);
  }

  private static String said(ChatLines.Line line) {
    int[] tokens = line.tokens();
    return tokenizer().decode(Arrays.copyOfRange(tokens, line.promptLength(), tokens.length), true);
  }

  @Test
  void aThoughtStandsWhereTheModelThinks() throws IOException {
    String json = "{\"question\":\"2 + 2?\",\"thought\":\"2+2=4\",\"answer\":4}";
    ChatLines.Line line = read(r1(), json).getFirst();
    // as the trainer of r1-mini writes it
    ChatLines.Line ours =
        new ChatLines(tokenizer())
            .line(ChatLines.prompt("2 + 2?"), ChatLines.completion("2+2=4", "4"));
    assertThat(line.tokens()).containsExactly(ours.tokens());
    assertThat(line.promptLength()).isEqualTo(ours.promptLength());
  }

  @Test
  void everyTurnOfTheAssistantIsLearnedBehindWhatTheModelIsShown() throws IOException {
    String json =
        """
        {"messages": [{"role": "user", "content": "2 + 2?"},
        {"role": "assistant", "content": "4", "reasoning_content": "2+2=4"},
        {"role": "user", "content": "7 - 4?"}, {"role": "assistant", "content": "3"}]}
        """;
    List<ChatLines.Line> lines = read(r1(), json.replace("\n", ""));
    assertThat(lines).hasSize(2);
    assertThat(asked(lines.get(1))).contains("2 + 2?", "4", "7 - 4?").doesNotContain("2+2=4");
    assertThat(said(lines.get(1))).isEqualTo("\n</think>\n\n3" + ChatLines.EOS);
  }

  @Test
  void aThoughtInTheContentIsAThought() throws IOException {
    String json =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"2 + 2?\"},{\"role\":\"assistant\","
            + "\"content\":\"<think>\\n2+2=4\\n</think>\\n\\n4\",\"tool_calls\":[]}]}";
    ChatLines.Line apart =
        read(r1(), "{\"question\":\"2 + 2?\",\"thought\":\"2+2=4\",\"answer\":4}").getFirst();
    assertThat(read(r1(), json).getFirst().tokens()).containsExactly(apart.tokens());
  }

  @Test
  void aByteOrderMarkIsNoText() throws IOException {
    String json = "\uFEFF{\"question\":\"2 + 2?\",\"answer\":4}\n";
    assertThat(read(r1(), json)).hasSize(1);
  }

  @Test
  void saysThatAFileIsEmptyOrNoText() throws IOException {
    assertThatThrownBy(() -> read(r1(), "\n"))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("there are no conversations in it");
    Path file = Files.write(folder.resolve("latin1.jsonl"), new byte[] {'\n', (byte) 0xE4, '\n'});
    assertThatThrownBy(() -> new Conversations(r1(), tokenizer(), 1).read(file))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("is no UTF-8");
  }

  @Test
  void aPlainTemplateSpellsTheThoughtOut() throws IOException {
    String json = "{\"question\":\"2 + 2?\",\"thought\":\"2+2=4\",\"answer\":\"4\"}";
    ChatLines.Line line = read(plain(), json).getFirst();
    assertThat(asked(line)).endsWith("<user>2 + 2?</user><assistant>");
    assertThat(said(line)).isEqualTo("<think>\n2+2=4\n</think>\n\n4" + ChatLines.EOS);
  }

  @Test
  void aPromptStandsAsItIs() throws IOException {
    ChatLines.Line line =
        read(plain(), "{\"prompt\":\"2 + 2 =\",\"completion\":\" 4\"}").getFirst();
    assertThat(asked(line)).endsWith("2 + 2 =").doesNotContain("user");
    assertThat(said(line)).isEqualTo(" 4" + ChatLines.EOS);
  }

  @Test
  void publishedTemplatesTakeConversations() throws IOException {
    Path model = SharedData.path("fixtures/tiny-qwen2");
    Path file =
        Files.writeString(
            folder.resolve("data.jsonl"), "{\"question\":\"Hello?\",\"answer\":\"Yes.\"}\n\n");
    try (ModelFile qwen = ModelFile.open(model)) {
      Tokenizer tokenizer = qwen.tokenizer();
      int end = tokenizer.eos().orElseThrow();
      var lines = new Conversations(ChatFormat.of(qwen), tokenizer, end).read(file);
      int[] tokens = lines.getFirst().tokens();
      assertThat(tokenizer.decode(tokens, true)).contains("Hello?").contains("Yes.");
      assertThat(tokens[tokens.length - 1]).isEqualTo(end);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1}|line 1: wanted 'messages', or 'question' and 'answer'",
        "{\"question\":\"a\"}|line 1: 'answer' must be a text",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}|line 1: no turn of the assistant",
        "{\"messages\":[{\"role\":\"user\",\"content\":[]}]}|line 1: 'content' must be a text",
        "{|line 1: no JSON",
        "{\"question\":\"a\",\"answer\":\"\"}|line 1: the assistant's answer is empty",
        "{\"prompt\":\"a\",\"completion\":\"\"}|line 1: prompt and completion must not be empty",
        "[]|line 1: wanted 'messages'"
      })
  void saysWhichLineIsWrong(String json, String message) {
    assertThatThrownBy(() -> read(r1(), json))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("data.jsonl")
        .hasMessageContaining(message);
  }
}
