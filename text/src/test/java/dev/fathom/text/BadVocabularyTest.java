package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that are not what they should be: one line for people that names file and place.
final class BadVocabularyTest {
  private static final String GOOD =
      """
      {"version": "1.0", "added_tokens": [{"id": 3, "content": "<s>", "special": true}],
       "normalizer": null, "pre_tokenizer": {"type": "ByteLevel"}, "post_processor": null,
       "decoder": {"type": "ByteLevel"},
       "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}}
      """;

  @Test
  void readsTheGoodFile() {
    Tokenizer tokenizer =
        json(
            GOOD.replace(
                "\"ByteLevel\"}, \"post",
                "\"ByteLevel\"," + "\"add_prefix_space\": false}, \"post"));
    assertThat(tokenizer.encode("ab<s>b", true)).containsExactly(2, 3, 1);
    assertThat(tokenizer.size()).isEqualTo(4);
    assertThat(tokenizer.addsBos()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '^',
      value = {
        "\"b\": 1 # \"b\": 0 # model.vocab gives the id 0 twice, to 'a' and 'b'",
        "\"b\": 1 # \"a\": 1 # model.vocab has 'a' twice, as 0 and 1",
        "\"b\": 1 # \"b\": -1 # model.vocab gives 'b' the id -1, wanted one from 0",
        "\"b\": 1 # \"b\": 2147483647 # the id 2147483647, wanted one from 0",
        "\"b\": 1 # \"b\": 99999999999999999999 # line 4",
        "\"b\": 1 # \"b\": 1.5 # no whole number where there must be one",
        "\"b\": 1 # \"b\": \"1\" # no whole number where there must be one",
        "\"b\": 1, \"ab\": 2 # \"c\": 1 # model.merges[0] needs the token 'b', which is not in",
        "\"ab\": 2 # \"c\": 2 # model.merges[0] needs the token 'ab', which is not in",
        "\"a b\" # \"a b c\" # the merge 'a b c', which is not two tokens",
        "\"a b\" # \"ab\" # the merge 'ab', which is not two tokens",
        "\"a b\" # [\"a\",\"b\",\"c\"] # a list that is too long",
        "\"a b\" # [\"a\"] # no text where there must be one",
        "\"a b\" # 7 # no text where there must be one",
        "\"BPE\" # \"Unigram\" # model.type is 'Unigram', wanted 'BPE'",
        "\"BPE\" # \"WordPiece\" # model.type is 'WordPiece', wanted 'BPE'",
        "\"merges\" # \"merge\" # model.merges is missing",
        "\"vocab\" # \"words\" # model.vocab is missing or empty",
        "\"BPE\" # \"BPE\", \"dropout\": 0.1 # model.dropout is 0.1, wanted nothing",
        "\"BPE\" # \"BPE\", \"end_of_word_suffix\": \"</w>\" # model.end_of_word_suffix is '</w>'",
        "\"id\": 3 # \"id\": 1 # added_tokens[0] gives the id 1 twice",
        "\"<s>\" # \"a\" # added_tokens[0].id is 3, wanted 0, the id of 'a'",
        "\"id\": 3 # \"id\": 3000000000 # the id 3000000000, wanted one from 0",
        "\"id\": 3 # \"id\": \"3\" # added_tokens[0].id is '3', wanted a whole number",
        "\"content\" # \"contents\" # added_tokens[0].content is nothing, wanted a text",
        "\"special\": true # \"special\": 1 # added_tokens[0].special is 1, wanted true or false",
        "\"normalizer\": null # \"normalizer\": {\"type\": \"Nmt\"} # normalizer.type is 'Nmt'",
        "\"normalizer\": null # \"normalizer\": 3 # normalizer is 3, wanted an object",
        "{\"type\": \"ByteLevel\"}, \"post # {\"type\": \"Bert\"}, \"post # pre_tokenizer.type is 'Bert'",
        "\"post_processor\": null # \"post_processor\": {\"type\": \"X\"} # post_processor.type is 'X'",
        "\"decoder\" # \"decoders\" # decoder is nothing, wanted a decoder",
        "\"version\" # \"model\" # has no object where there must be one"
      })
  void namesThePlaceInTokenizerJson(String good, String bad, String message) {
    String text = GOOD.replace(good, bad);
    assertThat(text).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> json(text))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith("t.json: ")
        .hasMessageNotContaining("\n")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{\"model\": {}} x", "null", "{\"a\": 1, \"a\": 2}"})
  void refusesWhatIsNotOneJsonObject(String text) {
    assertThatThrownBy(() -> json(text))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith("t.json: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  @Timeout(10)
  void refusesDeepJson() {
    for (String deep : List.of("[", "{\"a\":")) {
      String text = "{\"normalizer\": " + deep.repeat(100_000);
      assertThatThrownBy(() -> json(text))
          .isInstanceOf(TokenizerException.class)
          .hasMessageContaining("line 1, column")
          .hasMessageContaining("nesting depth");
    }
  }

  @Test
  void refusesBadUtf8AtItsByte() {
    byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
    bytes[20] = (byte) 0xFF;
    assertThatThrownBy(() -> Tokenizers.ofJson("t.json", bytes, null))
        .isInstanceOf(TokenizerException.class)
        .hasMessage("t.json: byte 20: is not UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '^',
      value = {
        "{\"bos_token\": \"<none>\"} # bos_token is '<none>', wanted a token of the vocabulary",
        "{\"eos_token\": 3} # eos_token is 3, wanted a text",
        "{\"add_bos_token\": \"yes\"} # add_bos_token is 'yes', wanted true or false",
        "{\"bos_token\": {\"content\": null}} # bos_token.content is nothing, wanted a text",
        "[] # no object where there must be one"
      })
  void namesThePlaceInTokenizerConfig(String config, String message) {
    byte[] bytes = config.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(
            () -> Tokenizers.ofJson("t.json", GOOD.getBytes(StandardCharsets.UTF_8), bytes))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith("the tokenizer_config.json beside t.json: ")
        .hasMessageContaining(message);
  }

  @Test
  @Timeout(60)
  void neverFailsOtherwiseOnMutants() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    String signs = "{}[]\":,0123456789-\\abnulltrefs. <>";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(GOOD);
      for (int j = random.nextInt(1, 4); j > 0 && text.length() > 2; j--) {
        int at = random.nextInt(1, text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, signs.charAt(random.nextInt(signs.length())));
          default -> text.setLength(at);
        }
      }
      try {
        json(text.toString()).encode("ab <s>", true);
      } catch (TokenizerException e) {
        assertThat(e).hasMessageStartingWith("t.json: ").hasMessageNotContaining("\n");
      }
    }
  }

  @Test
  void namesThePlaceInGguf() {
    List<String> tokens = List.of("a", "b", "ab", "<0x0A>");
    refused(
        gguf("bert", tokens, null, null), "tokenizer.ggml.model is 'bert', wanted gpt2 or llama");
    refused(gguf("gpt2", List.of(), null, null), "tokenizer.ggml.tokens is empty");
    refused(gguf("gpt2", List.of("a", "a"), null, null), "has 'a' twice, as 0 and 1");
    refused(gguf("gpt2", tokens, new int[] {1}, null), "token_type has 1 elements, wanted 4");
    refused(
        gguf("gpt2", tokens, new int[] {1, 9, 1, 1}, null), "token_type[1] is 9, wanted 1 to 6");
    refused(gguf("llama", tokens, null, null), "tokenizer.ggml.scores is missing");
    refused(gguf("llama", tokens, null, new float[3]), "scores has 3 elements, wanted 4");
    refused(gguf("llama", tokens, null, new float[4]), "neither all tokens <0x00> to <0xFF> nor");
    float[] odd = {0, Float.NaN, 0, 0};
    refused(
        gguf("llama", List.of("<unk>", "a", "b", "c"), new int[] {2, 1, 1, 1}, odd),
        "scores[1] is not a number");
    refused(merging("a c"), "tokenizer.ggml.merges[0] needs the token 'c'");
    refused(merging("b a"), "tokenizer.ggml.merges[0] needs the token 'ba'");
    refused(merging("ab"), "tokenizer.ggml.merges[0] is 'ab', which is not two tokens");
    refused(merging("a "), "tokenizer.ggml.merges[0] is 'a ', which is not two tokens");
    refused(
        new GgufVocabulary(
            "m.gguf", "gpt2", "gpt-2", tokens, null, null, List.of(), 4, null, null, null),
        "tokenizer.ggml.bos_token_id is 4, wanted an id below 4");
    refused(
        new GgufVocabulary(
            "m.gguf", "gpt2", "gpt-2", tokens, null, null, null, null, -1, null, null),
        "tokenizer.ggml.eos_token_id is -1, wanted an id below 4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<0x-1>", "<0xFG>", "<0x0a>", "<0x100>", "<0x 1>", "<0x+1>", "0x0A", "a"})
  void refusesByteTokensThatAreNoBytes(String spelling) {
    GgufVocabulary vocabulary =
        gguf("llama", List.of("<unk>", spelling), new int[] {2, 6}, new float[2]);
    refused(vocabulary, "tokenizer.ggml.tokens[1] is a byte and spelt '" + spelling + "'");
  }

  @Test
  void refusesIdsOutsideTheVocabulary() {
    Tokenizer tokenizer = json(GOOD);
    for (int id : new int[] {-1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> tokenizer.decode(new int[] {0, id}, true))
          .isInstanceOf(TokenizerException.class)
          .hasMessage("t.json: the id " + id + " is not in the vocabulary, which has 4 ids");
    }
  }

  @Test
  void refusesTextItHasNoTokensFor() {
    assertThatThrownBy(() -> json(GOOD).encode("ac", true))
        .isInstanceOf(TokenizerException.class)
        .hasMessageContaining("the text holds the byte 0x20, which has no token");
  }

  @Test
  @Timeout(20)
  void takesNoMoreMemoryThanTheFileHolds() {
    List<String> tokens = new ArrayList<>(List.of("<unk>", "x".repeat(1_000_000)));
    refused(gguf("llama", tokens, new int[] {2, 1}, new float[2]), "has 1000000 characters");
    Tokenizer tokenizer = json(GOOD.replace("\"id\": 3", "\"id\": 200000"));
    assertThat(tokenizer.size()).isEqualTo(200_001);
    assertThat(tokenizer.piece(150_000)).isEmpty();
    assertThat(tokenizer.bytes(150_000)).isEmpty();
  }

  private static Tokenizer json(String text) {
    return Tokenizers.ofJson("t.json", text.getBytes(StandardCharsets.UTF_8), null);
  }

  private static GgufVocabulary merging(String... merges) {
    return new GgufVocabulary(
        "m.gguf",
        "gpt2",
        "gpt-2",
        List.of("a", "b", "ab"),
        null,
        null,
        Arrays.asList(merges),
        null,
        null,
        null,
        null);
  }

  private static GgufVocabulary gguf(
      String model, List<String> tokens, int @Nullable [] types, float @Nullable [] scores) {
    return new GgufVocabulary(
        "m.gguf", model, "gpt-2", tokens, types, scores, List.of(), null, null, null, null);
  }

  private static void refused(GgufVocabulary vocabulary, String message) {
    assertThatThrownBy(() -> Tokenizers.ofGguf(vocabulary))
        .isInstanceOf(TokenizerException.class)
        .hasMessageStartingWith("m.gguf: ")
        .hasMessageContaining(message);
  }
}
