package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.text.TextPiece.Answer;
import dev.fathom.text.TextPiece.Thought;
import dev.fathom.text.TextPiece.ToolText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TokenDecoderTest {
  private static final String R1_CALLS =
      "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n```json\n{}\n```"
          + "<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>x<｜tool▁call▁end｜><｜tool▁calls▁end｜>";

  /// A text, whether the prompt opened the thought, and what must come out.
  record Sample(String text, boolean thinking, List<TextPiece> pieces) {}

  static List<Sample> samples() {
    return List.of(
        new Sample("<think>\nA\n</think>\n\nB", false, List.of(new Thought("A"), new Answer("B"))),
        new Sample(
            "\nA\n\nb\n</think>\n\nB\n", true, List.of(new Thought("A\n\nb"), new Answer("B\n"))),
        new Sample("<think>A</think>B", true, List.of(new Thought("A"), new Answer("B"))),
        new Sample("<think>\n\n</think>\n\nB", false, List.of(new Answer("B"))),
        new Sample("</think>B", false, List.of(new Answer("B"))),
        new Sample("  \n<think>A", false, List.of(new Thought("A"))),
        new Sample("A\n\n", true, List.of(new Thought("A\n\n"))),
        new Sample("no thought <b> < <thin", false, List.of(new Answer("no thought <b> < <thin"))),
        new Sample(
            "write <think> so, </think>", false, List.of(new Answer("write <think> so, </think>"))),
        new Sample(
            "1 < 2 </thin </ </think", true, List.of(new Thought("1 < 2 </thin </ </think"))),
        new Sample("<<think>", false, List.of(new Answer("<<think>"))),
        new Sample("a\n</</think>b", true, List.of(new Thought("a\n</"), new Answer("b"))),
        new Sample("  ", false, List.of(new Answer("  "))),
        new Sample("", true, List.of()),
        new Sample("ok " + R1_CALLS, false, List.of(new Answer("ok "), new ToolText(R1_CALLS))),
        new Sample(
            "x</think>\n\n<tool_call>\n{}\n</tool_call>\n<tool_call>1</tool_call>",
            true,
            List.of(
                new Thought("x"),
                new ToolText("<tool_call>\n{}\n</tool_call>\n<tool_call>1</tool_call>"))),
        new Sample(
            "<｜tool▁call▁begin｜>f<｜tool▁sep｜>{}<｜tool▁call▁end｜>\ndone",
            false,
            List.of(
                new ToolText("<｜tool▁call▁begin｜>f<｜tool▁sep｜>{}<｜tool▁call▁end｜>"),
                new Answer("\ndone"))),
        new Sample("<tool_call>{ </tool", false, List.of(new ToolText("<tool_call>{ </tool"))));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void splitsThoughtAnswerAndToolsHoweverTheStreamIsCut(Sample sample) {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[] bytes = sample.text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 200; i++) {
      List<byte[]> tokens = cut(bytes, i == 0 ? bytes.length + 1 : 1 + i % 9, random);
      assertThat(decode(tokens, sample.thinking)).isEqualTo(sample.pieces);
    }
  }

  @Test
  void splitsAnyMarkedTextTheSameHoweverItIsCut() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<String> parts =
        List.of(
            "<think>",
            "</think>",
            "<tool_call>",
            "</tool_call>",
            "<｜tool▁calls▁begin｜>",
            "<｜tool▁calls▁end｜>",
            "<｜tool▁call▁begin｜>",
            "<｜tool▁call▁end｜>",
            "\n",
            "\n\n",
            " ",
            "a",
            "<",
            "</",
            "<think",
            "｜>",
            "é",
            "😀");
    for (int i = 0; i < 3_000; i++) {
      StringBuilder text = new StringBuilder();
      random.ints(random.nextInt(1, 12), 0, parts.size()).forEach(p -> text.append(parts.get(p)));
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      boolean thinking = random.nextBoolean();
      List<TextPiece> whole = decode(List.of(bytes), thinking);
      List<TextPiece> cut = decode(cut(bytes, random.nextInt(1, 6), random), thinking);
      assertThat(cut).as("of '%s'", text).isEqualTo(whole);
    }
  }

  @Test
  void keepsEveryCharacterUntilItsLastByte() {
    TokenDecoder decoder = new TokenDecoder(new ListedTokenizer(singleBytes(), -1), false);
    decoder.push('a'); // blank text at the start would be held back
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c == '<' || (c >= 0xD800 && c <= 0xDFFF)) {
        continue;
      }
      String text = Character.toString(c);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      // a million assertions would take long: they are made only where they fail
      for (int i = 0; i < bytes.length; i++) {
        List<TextPiece> pieces = decoder.push(bytes[i] & 0xFF);
        List<TextPiece> wanted = i < bytes.length - 1 ? List.of() : List.of(new Answer(text));
        if (!pieces.equals(wanted)) {
          assertThat(pieces).as("byte %s of U+%X", i, c).isEqualTo(wanted);
        }
      }
    }
  }

  @Test
  void joinsEveryCharacterWhereverItsBytesAreCut() {
    // one token is some bytes behind each other: see PackedTokenizer
    TokenDecoder decoder = new TokenDecoder(new PackedTokenizer(), false);
    decoder.push(PackedTokenizer.id(new byte[] {'a'}, 0, 1));
    int scalars = 0;
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c >= 0xD800 && c <= 0xDFFF) {
        continue;
      }
      scalars++;
      // '<' may begin a mark and waits for what follows
      String text = Character.toString(c) + (c == '<' ? "a" : "");
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      for (int cut = 1; cut < bytes.length; cut++) {
        String first = text(decoder.push(PackedTokenizer.id(bytes, 0, cut)));
        String rest = text(decoder.push(PackedTokenizer.id(bytes, cut, bytes.length)));
        if (!first.isEmpty() || !rest.equals(text)) {
          assertThat(first + rest).as("U+%X cut at byte %s", c, cut).isEqualTo(text);
        }
      }
    }
    assertThat(scalars).isEqualTo(1_112_064);
  }

  private static String text(List<TextPiece> pieces) {
    return pieces.size() == 1 ? pieces.getFirst().text() : pieces.isEmpty() ? "" : "" + pieces;
  }

  @Test
  void readsMalformedBytesAsTheJdkReadsThemAtOnce() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int[] likely = {0x41, 0x80, 0xBF, 0xC0, 0xC3, 0xE0, 0xE2, 0xED, 0xA0, 0xF0, 0x90, 0xF4, 0xFF};
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(1, 9)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = (byte) likely[random.nextInt(likely.length)];
      }
      String wanted = new String(bytes, StandardCharsets.UTF_8);
      List<TextPiece> pieces = decode(cut(bytes, random.nextInt(1, 4), random), false);
      assertThat(pieces).containsExactly(new Answer(wanted));
    }
  }

  @Test
  void showsNoSpecialTokensButReadsMarksAmongThem() {
    List<byte[]> tokens = texts("<s>", "<think>", "A", "</think>", "B", "</s>");
    Tokenizer special = new ListedTokenizer(tokens, 0, 1, 3, 5);
    TokenDecoder decoder = new TokenDecoder(special, false);
    List<TextPiece> pieces = new ArrayList<>();
    for (int id = 0; id < 6; id++) {
      pieces.addAll(decoder.push(id));
      assertThat(decoder.thinking()).isEqualTo(id == 1 || id == 2);
    }
    pieces.addAll(decoder.push(99));
    pieces.addAll(decoder.finish());
    assertThat(pieces).containsExactly(new Thought("A"), new Answer("B"));
  }

  private static List<TextPiece> decode(List<byte[]> tokens, boolean thinking) {
    TokenDecoder decoder = new TokenDecoder(new ListedTokenizer(tokens, -1), thinking);
    List<TextPiece> pieces = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      decoder.push(id).forEach(piece -> join(pieces, piece));
    }
    decoder.finish().forEach(piece -> join(pieces, piece));
    return pieces;
  }

  private static void join(List<TextPiece> pieces, TextPiece piece) {
    TextPiece last = pieces.isEmpty() ? null : pieces.getLast();
    if (last != null && last.getClass() == piece.getClass()) {
      String text = pieces.removeLast().text() + piece.text();
      pieces.add(
          switch (piece) {
            case Thought _ -> new Thought(text);
            case Answer _ -> new Answer(text);
            case ToolText _ -> new ToolText(text);
            case TextPiece.ToolStart(int index, _) -> new TextPiece.ToolStart(index, text);
            case TextPiece.ToolArguments(int index, _) -> new TextPiece.ToolArguments(index, text);
          });
    } else {
      pieces.add(piece);
    }
  }

  private static List<byte[]> cut(byte[] bytes, int most, Random random) {
    List<byte[]> tokens = new ArrayList<>();
    for (int from = 0; from < bytes.length; ) {
      int to =
          Math.min(bytes.length, from + (most > bytes.length ? most : random.nextInt(most) + 1));
      tokens.add(java.util.Arrays.copyOfRange(bytes, from, to));
      from = to;
    }
    return tokens;
  }

  private static List<byte[]> singleBytes() {
    List<byte[]> tokens = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    return tokens;
  }

  private static List<byte[]> texts(String... texts) {
    return java.util.Arrays.stream(texts).map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
  }
}
