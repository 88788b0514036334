package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.engine.ChatOptions.Thinking;
import dev.fathom.testing.SharedData;
import dev.fathom.text.ChatTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The templates of published models, with the bits of them that a request can ask for.
class RealTemplatesTest {
  private static final String R1_QWEN = "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B";
  private static final String R1_LLAMA = "deepseek-ai-DeepSeek-R1-Distill-Llama-8B";
  private static final String V31 = "deepseek-ai-DeepSeek-V3.1";
  private static final String QWEN3 = "Qwen-Qwen3-0.6B";
  private static final String LLAMA = "meta-llama-Llama-3.1-8B-Instruct";
  private static final String ARGUMENTS = "{\"city\": \"Köln\", \"days\": [1, 2]}";
  private static final ToolCall CALL = new ToolCall("call_1", "get_weather", ARGUMENTS);
  private static final Message QUESTION = Message.user("Wetter?");
  private static final Message RESULT = Message.result("call_1", "get_weather", "7 Grad");
  private static final List<Map<String, ?>> TOOLS =
      List.of(
          Map.of(
              "type",
              "function",
              "function",
              Map.of("name", "get_weather", "parameters", Map.of("type", "object"))));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Qwen-QwQ-32B",
        "Qwen-Qwen2.5-7B-Instruct",
        QWEN3,
        R1_QWEN,
        R1_LLAMA,
        V31,
        LLAMA,
        "meta-llama-Llama-3.2-3B-Instruct",
        "llama-cpp-deepseek-r1"
      })
  void showsACallOnceAsTheModelWroteIt(String name) {
    ChatFormat format = format(name);
    String text = text(format, ChatOptions.DEFAULT, QUESTION, calling(""), RESULT);
    String before = format.toolCalls().orElseThrow().before("get_weather");
    assertThat(text.split(java.util.regex.Pattern.quote(before + ARGUMENTS), -1)).hasSize(2);
    assertThat(text).contains("7 Grad").doesNotContain("null", "None");
  }

  @Test
  void givesDistillsNoEmptyTurnBehindACall() {
    String text = text(format(R1_QWEN), ChatOptions.DEFAULT, QUESTION, calling(""), RESULT);
    assertThat(text.split("<｜Assistant｜>", -1)).hasSize(2);
  }

  @Test
  void keepsTextBesideCallsUnlessTheTemplateWouldForgetTheCalls() {
    for (String name : List.of(QWEN3, R1_QWEN, V31)) {
      assertThat(text(format(name), ChatOptions.DEFAULT, QUESTION, calling("Ich sehe."), RESULT))
          .contains("Ich sehe.", ARGUMENTS);
    }
    assertThat(text(format(R1_LLAMA), ChatOptions.DEFAULT, QUESTION, calling("Ich sehe."), RESULT))
        .contains(ARGUMENTS)
        .doesNotContain("Ich sehe.");
  }

  @Test
  void refusesArgumentsThatAreNoObjectWhereTheTemplateNeedsOne() {
    Message bad = Message.assistant("").calling(List.of(new ToolCall("c7", "f", "{broken")));
    assertThatThrownBy(() -> format(QWEN3).chat(List.of(QUESTION, bad)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the arguments of tool call 'c7' (f) are not a JSON object: ");
  }

  @Test
  void tellsOfToolsThroughTheTemplateOrInTheSystemMessage() {
    ChatOptions tools = ChatOptions.DEFAULT.withTools(TOOLS);
    Message system = Message.system("Sei kurz.");
    assertThat(text(format(QWEN3), tools, system, QUESTION)).contains("# Tools", "\"get_weather\"");
    assertThat(text(format(LLAMA), tools, QUESTION)).contains("\"name\": \"get_weather\"");
    for (String name : List.of(V31, R1_QWEN, R1_LLAMA, "llama-cpp-deepseek-r1")) {
      assertThat(text(format(name), tools, system, QUESTION))
          .startsWith("<s>Sei kurz.\n\n## Tools\n")
          .contains("### get_weather\n", "<｜tool▁sep｜>tool_call_");
      assertThat(text(format(name), tools, QUESTION)).startsWith("<s>## Tools\n");
    }
  }

  @Test
  void refusesToolsThatTheTemplateDoesNotKnow() {
    ChatOptions tools = ChatOptions.DEFAULT.withTools(TOOLS);
    assertThatThrownBy(() -> format("google-gemma-2-2b-it").chat(List.of(QUESTION), tools))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the chat template of model 'm' knows no tools; leave the tools out, or take another"
                + " model");
    assertThatThrownBy(() -> format("deepseek-ai-DeepSeek-V3.2").chat(List.of(QUESTION), tools))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in a way that is not read here");
    List<Message> called = List.of(QUESTION, calling(""), RESULT);
    assertThatThrownBy(() -> format("microsoft-Phi-3.5-mini-instruct").chat(called))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("knows no tool calls");
  }

  @Test
  void switchesThinkingWhereTheTemplateCan() {
    ChatOptions on = ChatOptions.DEFAULT.withThinking(Thinking.ON);
    ChatOptions off = ChatOptions.DEFAULT.withThinking(Thinking.OFF);
    assertThat(format(QWEN3).thinkingSwitch()).contains("enable_thinking");
    assertThat(format(V31).thinkingSwitch()).isPresent();
    assertThat(format(R1_LLAMA).thinkingSwitch()).isEmpty();
    assertThat(format("Qwen-Qwen2.5-7B-Instruct").thinkingSwitch()).isEmpty();
    assertThat(text(format(QWEN3), off, QUESTION)).endsWith("<think>\n\n</think>\n\n");
    assertThat(text(format(QWEN3), on, QUESTION)).endsWith("assistant\n");
    assertThat(format(V31).chat(List.of(QUESTION), on).thinking()).isTrue();
    assertThat(text(format(V31), off, QUESTION)).endsWith("<think></think>");
    assertThat(format(R1_LLAMA).chat(List.of(QUESTION), on).thinking()).isTrue();
    assertThatThrownBy(() -> format(R1_LLAMA).chat(List.of(QUESTION), off))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot turn thinking off");
    assertThatThrownBy(() -> format("google-gemma-2-2b-it").chat(List.of(QUESTION), on))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("knows no thoughts");
    assertThat(text(format("google-gemma-2-2b-it"), off, QUESTION)).endsWith("model\n");
  }

  @Test
  void givesEarlierThoughtsToTemplatesThatTakeThem() {
    Message thought = Message.assistant("Ja.").after("grübel");
    Message[] turns = {QUESTION, calling("").after("grübel"), RESULT};
    assertThat(text(format(QWEN3), ChatOptions.DEFAULT, turns)).contains("<think>\ngrübel\n<");
    for (String name : List.of(R1_QWEN, R1_LLAMA, V31, "Qwen-QwQ-32B", LLAMA)) {
      assertThat(text(format(name), ChatOptions.DEFAULT, QUESTION, thought, QUESTION))
          .contains("Ja.")
          .doesNotContain("grübel");
    }
  }

  @Test
  void goesOnWithABeginning() {
    Message begun = Message.assistant("```python\n");
    assertThat(goOn(LLAMA, begun).text()).endsWith("assistant<|end_header_id|>\n\n```python\n");
    assertThat(goOn(QWEN3, begun).text()).endsWith("<|im_start|>assistant\n```python\n");
    assertThat(goOn(R1_LLAMA, begun).text())
        .endsWith("Wetter?<｜Assistant｜><think>\n\n</think>\n\n```python\n");
    assertThat(goOn(R1_LLAMA, begun).thinking()).isFalse();
    assertThat(goOn(V31, begun).text()).endsWith("<｜Assistant｜><think></think>```python\n");
    assertThat(goOn("google-gemma-2-2b-it", begun).text()).endsWith("model\n```python\n");
  }

  @Test
  void goesOnWithAThought() {
    Message both = Message.assistant("Also").after("Hm.");
    Message thought = Message.assistant("").after("Hm.");
    assertThat(goOn(R1_LLAMA, both).text()).endsWith("<think>\nHm.\n</think>\n\nAlso");
    assertThat(goOn(R1_LLAMA, thought).text()).endsWith("<think>\nHm.");
    assertThat(goOn(R1_LLAMA, thought).thinking()).isTrue();
    assertThat(goOn(R1_QWEN, thought).text()).endsWith("<think>\nHm.");
    assertThat(goOn(V31, both).text()).endsWith("<｜Assistant｜><think>Hm.</think>Also");
    assertThat(goOn(V31, thought).thinking()).isTrue();
    assertThat(goOn(QWEN3, both).text()).endsWith("<think>\nHm.\n</think>\n\nAlso");
    assertThatThrownBy(() -> goOn(LLAMA, thought)).hasMessageContaining("knows no thoughts");
    ChatOptions off = ChatOptions.DEFAULT.withContinued(true).withThinking(Thinking.OFF);
    assertThatThrownBy(() -> format(QWEN3).chat(List.of(QUESTION, thought), off))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("thinking is off");
  }

  @Test
  void refusesToGoOnWithWhatIsNoBeginning() {
    ChatOptions continued = ChatOptions.DEFAULT.withContinued(true);
    ChatFormat format = format(QWEN3);
    Message begun = Message.assistant("a");
    for (List<Message> messages :
        List.of(
            List.of(QUESTION),
            List.of(begun),
            List.of(QUESTION, calling("a")),
            List.of(QUESTION, Message.assistant("")),
            List.of(QUESTION, begun, begun))) {
      assertThatThrownBy(() -> format.chat(messages, continued))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("continue");
    }
  }

  private static Prompt goOn(String name, Message beginning) {
    return format(name).chat(List.of(QUESTION, beginning), ChatOptions.DEFAULT.withContinued(true));
  }

  private static Message calling(String content) {
    return Message.assistant(content).calling(List.of(CALL));
  }

  private static String text(ChatFormat format, ChatOptions options, Message... messages) {
    return format.chat(List.of(messages), options).text();
  }

  private static ChatFormat format(String name) {
    try {
      String source = Files.readString(SharedData.path("fixtures/templates/" + name + ".jinja"));
      return ChatFormat.of("m", new LetterTokenizer(false), ChatTemplate.parse(name, source));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
