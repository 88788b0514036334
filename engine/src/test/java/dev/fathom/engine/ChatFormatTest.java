package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.text.ChatTemplate;
import dev.fathom.text.TemplateException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatFormatTest {
  private static final String TURNS =
      "{% for m in messages %}{{ m.role[0] + m.role[0] }}{{ m.content }}{% endfor %}";

  @Test
  void rendersAndEncodesWithSpecialTokens() {
    Prompt prompt = format("{{ bos_token }}" + TURNS + "{{ eos_token }}").chat(ask("ab"));
    assertThat(prompt.text()).isEqualTo("<s>uuab</s>");
    assertThat(prompt.ids()).startsWith(LetterTokenizer.BEGIN).endsWith(1, LetterTokenizer.END);
    assertThat(prompt.thinking()).isFalse();
  }

  @Test
  void beginsOnceWhetherTheTemplateOrTheTokenizerSaysSo() {
    ChatFormat both =
        ChatFormat.of("m", new LetterTokenizer(true), ChatTemplate.parse("t", "{{ bos_token }}ab"));
    ChatFormat tokenizer =
        ChatFormat.of("m", new LetterTokenizer(true), ChatTemplate.parse("t", "ab"));
    assertThat(both.chat(ask("x")).ids()).containsExactly(LetterTokenizer.BEGIN, 1);
    assertThat(tokenizer.chat(ask("x")).ids()).containsExactly(LetterTokenizer.BEGIN, 1);
    assertThat(format("ab").chat(ask("x")).ids()).containsExactly(1);
  }

  @Test
  void knowsWhetherTheThoughtIsOpen() {
    assertThat(format("ab<think>").chat(ask("x")).thinking()).isTrue();
    assertThat(format("ab<think>{{ '\\n' }}").chat(ask("x")).thinking()).isTrue();
    assertThat(format("ab<think>{{ '\\n\\n' }}</think>").chat(ask("x")).thinking()).isFalse();
    assertThat(format("ab").raw("ab<think>\n").thinking()).isTrue();
  }

  @Test
  void asksForTheNextTurnAndPassesVariablesOn() {
    ChatFormat format =
        format("{% if add_generation_prompt %}ab{% endif %}{% if deep %}cd{% endif %}");
    assertThat(format.chat(ask("x")).text()).isEqualTo("ab");
    assertThat(format.chat(ask("x"), Map.of("deep", true)).text()).isEqualTo("abcd");
  }

  @Test
  void refusesAChatWithoutATemplate() {
    ChatFormat none = ChatFormat.of("tiny.gguf", new LetterTokenizer(true), null);
    assertThatThrownBy(() -> none.chat(ask("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model 'tiny.gguf' has no chat template; give one with --template FILE, or use a raw"
                + " prompt");
    assertThat(none.raw("ab").ids()).containsExactly(LetterTokenizer.BEGIN, 1);
  }

  @Test
  void refusesAnEmptyConversationAndPassesTheTemplatesRefusalOn() {
    assertThatThrownBy(() -> format("ab").chat(List.of()))
        .hasMessage("a conversation needs at least one message");
    assertThatThrownBy(() -> format("{{ raise_exception('no system role') }}").chat(ask("x")))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("no system role");
  }

  @Test
  void carriesItsMarksIntoTheRequest() {
    Prompt prompt = format("ab<think>").chat(ask("x"));
    GenerationRequest request = prompt.request(Sampling.GREEDY, 7, List.of("cd"));
    assertThat(request.thinking()).isTrue();
    assertThat(request.maxTokens()).isEqualTo(7);
    assertThat(request.stop()).containsExactly("cd");
    assertThat(request.prompt()).isEqualTo(prompt.ids());
  }

  private static List<Message> ask(String question) {
    return List.of(Message.user(question));
  }

  private static ChatFormat format(String template) {
    return ChatFormat.of("m", new LetterTokenizer(false), ChatTemplate.parse("t", template));
  }
}
