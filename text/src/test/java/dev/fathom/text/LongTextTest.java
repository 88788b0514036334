package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A megabyte of whatever is encoded in about a second and comes back as it was.
final class LongTextTest {
  private static final int LENGTH = 1_000_000;

  @ParameterizedTest
  @ValueSource(
      strings = {"a", " ", "\n", "\r\n", "1", "!", "\t ", "\u4e00", "\u00e9", "\ud83d\ude00", " x"})
  @Timeout(60)
  void encodesAMegabyteOfOneThing(String thing) {
    String text = thing.repeat(LENGTH / thing.length());
    returns(SharedTokenizers.in("fixtures/tokenizers/deepseek-v3"), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepseek-llm", "deepseek-coder", "llama-spm"})
  @Timeout(60)
  void encodesAMegabyteWithGgufVocabularies(String name) throws IOException {
    String file = "fixtures/vocabs/ggml-vocab-" + name + ".gguf";
    Tokenizer tokenizer = Tokenizers.ofGguf(GgufKeys.vocabulary(SharedData.path(file)));
    returns(tokenizer, " ".repeat(LENGTH) + "1");
    returns(tokenizer, "a".repeat(LENGTH));
    returns(tokenizer, random());
  }

  @Test
  @Timeout(60)
  void encodesAMegabyteOfRandomText() {
    Tokenizer tokenizer = SharedTokenizers.in("fixtures/tokenizers/llama3-1");
    returns(tokenizer, random());
    returns(tokenizer, " ".repeat(LENGTH) + "1");
    // marks out of order are what a normalizer may take quadratic time for
    String marks = "a\u0301\u0316".repeat(1000) + "\u0301\u0316".repeat(LENGTH / 2);
    int[] ids = SharedTokenizers.in("fixtures/tokenizers/qwen2-5").encode(marks, true);
    assertThat(ids.length).isGreaterThan(LENGTH / 2);
  }

  @Test
  void takesHalfASurrogatePairForAMalformedCharacter() {
    Tokenizer tokenizer = SharedTokenizers.in("fixtures/tokenizers/deepseek-v3");
    int[] ids = tokenizer.encode("a\ud83db\ude00\ud83d\ude00", true);
    assertThat(tokenizer.decode(ids, true)).isEqualTo("a\ufffdb\ufffd\ud83d\ude00");
  }

  private static void returns(Tokenizer tokenizer, String text) {
    int[] ids = tokenizer.encode(text, true);
    // not with isEqualTo: two megabytes of text help nobody
    assertThat(tokenizer.decode(ids, true).equals(text)).as("comes back").isTrue();
  }

  private static String random() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    while (text.length() < LENGTH) {
      int c = random.nextInt(random.nextBoolean() ? 0x3000 : 0x30000);
      // SentencePiece cannot tell its mark from a space
      boolean lost = c == 0x2581 || (c >= 0xD800 && c <= 0xDFFF);
      text.appendCodePoint(lost ? ' ' : c);
    }
    return text.toString();
  }
}
