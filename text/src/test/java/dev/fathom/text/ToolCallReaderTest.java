package dev.fathom.text;

import static dev.fathom.text.ToolCallFormat.DEEPSEEK_R1;
import static dev.fathom.text.ToolCallFormat.DEEPSEEK_V31;
import static dev.fathom.text.ToolCallFormat.LLAMA3;
import static dev.fathom.text.ToolCallFormat.QWEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.text.TextPiece.Answer;
import dev.fathom.text.TextPiece.Thought;
import dev.fathom.text.TextPiece.ToolArguments;
import dev.fathom.text.TextPiece.ToolStart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ToolCallReaderTest {
  private static final String OPEN = "<｜tool▁calls▁begin｜>";
  private static final String CLOSE = "<｜tool▁calls▁end｜>";
  private static final String CALL = "<｜tool▁call▁begin｜>";
  private static final String END = "<｜tool▁call▁end｜>";
  private static final String SEP = "<｜tool▁sep｜>";

  /// What a model wrote, and what must come out.
  record Sample(ToolCallFormat format, String text, List<TextPiece> pieces) {}

  static List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    samples.addAll(deepSeek());
    samples.addAll(qwen());
    samples.addAll(brokenQwen());
    samples.addAll(llama());
    return samples;
  }

  private static List<Sample> deepSeek() {
    String r1 = CALL + "function" + SEP + "f\n```json\n{\"a\": \"}\"}\n```" + END;
    String v31 = CALL + "f" + SEP + "{\"a\": \"}\"}" + END;
    String bad = OPEN + CALL + "function" + SEP + "f\nno json";
    return List.of(
        sample(DEEPSEEK_R1, OPEN + r1 + CLOSE, start(0), arguments(0, "{\"a\": \"}\"}")),
        sample(
            DEEPSEEK_R1,
            "I look. " + OPEN + r1 + "\n" + r1 + CLOSE + "\n",
            new Answer("I look. "),
            start(0),
            arguments(0, "{\"a\": \"}\"}"),
            start(1),
            arguments(1, "{\"a\": \"}\"}")),
        sample(
            DEEPSEEK_V31,
            "\n" + OPEN + v31 + v31 + CLOSE,
            start(0),
            arguments(0, "{\"a\": \"}\"}"),
            start(1),
            arguments(1, "{\"a\": \"}\"}")),
        sample(DEEPSEEK_V31, v31 + " ok", start(0), arguments(0, "{\"a\": \"}\"}"), answer(" ok")),
        sample(DEEPSEEK_R1, bad + CLOSE, answer(bad + CLOSE)),
        sample(
            DEEPSEEK_V31,
            OPEN + "x" + v31,
            answer(OPEN + "x"),
            start(0),
            arguments(0, "{\"a\": \"}\"}")),
        sample(DEEPSEEK_V31, CALL + SEP + "{}" + END, answer(CALL + SEP + "{}" + END)),
        sample(DEEPSEEK_V31, OPEN, answer(OPEN)),
        sample(DEEPSEEK_V31, CALL + "f" + SEP + "{\"a\": [1", start(0), arguments(0, "{\"a\": [1")),
        sample(DEEPSEEK_V31, CALL + "f" + SEP + "{\"a" + END, start(0), arguments(0, "{\"a")),
        sample(DEEPSEEK_V31, CALL + "f" + SEP + "{<<｜to", start(0), arguments(0, "{<<｜to")),
        sample(
            DEEPSEEK_R1,
            OPEN + CALL + "function" + SEP + "f\n{} and" + END,
            start(0),
            arguments(0, "{}"),
            answer(" and" + END)),
        sample(QWEN, OPEN + v31 + CLOSE, answer(OPEN + v31 + CLOSE)));
  }

  private static List<Sample> qwen() {
    String one = "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": [1, {}]}}\n</tool_call>";
    String turned = "<tool_call>{\"arguments\":{\"b\":\"\\\"}\"},\"name\":\"f\"}</tool_call>";
    String mark = "<tool_call>{\"name\":\"f\",\"arguments\":{\"a\":\"</tool_call>\"}}</tool_call>";
    String lacking = "<tool_call>{\"name\":\"f\",\"arguments\":{}\n</tool_call>";
    String spare = "<tool_call>{\"name\":\"f\",\"arguments\":{}}}\n</tool_call>";
    String more =
        "<tool_call>{\"id\": [\"}\"], \"n\": -1.5e3, \"name\":\"f\",\"arguments\":{}, \"x\": null}";
    return List.of(
        sample(QWEN, one, start(0), arguments(0, "{\"a\": [1, {}]}")),
        sample(
            QWEN,
            "so: " + one + "\n" + turned + " \n",
            answer("so: "),
            start(0),
            arguments(0, "{\"a\": [1, {}]}"),
            start(1),
            arguments(1, "{\"b\":\"\\\"}\"}")),
        sample(QWEN, mark, start(0), arguments(0, "{\"a\":\"</tool_call>\"}")),
        sample(QWEN, lacking, start(0), arguments(0, "{}")),
        sample(QWEN, spare, start(0), arguments(0, "{}")),
        sample(QWEN, more + "</tool_call>", start(0), arguments(0, "{}")),
        sample(QWEN, more, start(0), arguments(0, "{}")),
        sample(
            QWEN, one + "\n\nDone", start(0), arguments(0, "{\"a\": [1, {}]}"), answer("\n\nDone")),
        sample(
            QWEN,
            "<tool_call>{\"name\": \"\\u00e9\\\"\", \"arguments\": {}}</tool_call>",
            new ToolStart(0, "é\""),
            arguments(0, "{}")),
        sample(
            QWEN,
            "<think>\n" + one + "\n</think>\n\n" + one,
            new Thought(one),
            start(0),
            arguments(0, "{\"a\": [1, {}]}")),
        sample(QWEN, "  ", answer("  ")),
        sample(QWEN, " \n a<tool_cal <b", answer(" \n a<tool_cal <b")));
  }

  private static List<Sample> brokenQwen() {
    String good = "<tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call>";
    List<String> broken =
        List.of(
            "<tool_call>",
            "\n<tool_call>\nf(1)</tool_call>",
            "<tool_call>{\"name\": \"f\"}</tool_call>",
            "<tool_call>{\"arguments\": {\"a\": 1}}</tool_call>",
            "<tool_call>{\"name\": \"\", \"arguments\": {}}</tool_call>",
            "<tool_call>{\"name\": \"f\", \"arguments\": \"{}\"}</tool_call>",
            "<tool_call>{\"name\": \"\\x\", \"arguments\": {}}</tool_call>",
            "<tool_call>{\"name\": f}</tool_call>",
            "<tool_call>{\"arguments\": {\"a\": 1}, \"nam",
            "<tool_call><function=f></function></tool_call>");
    List<Sample> samples = new ArrayList<>();
    for (String text : broken) {
      samples.add(sample(QWEN, text, answer(text)));
      if (text.endsWith(">")) {
        samples.add(sample(QWEN, text + good, answer(text), start(0), arguments(0, "{}")));
      }
    }
    samples.add(
        sample(
            QWEN,
            "<tool_call>{\"name\": \"f\", \"arguments\": {}} or so</tool_call>",
            start(0),
            arguments(0, "{}"),
            answer("} or so</tool_call>")));
    return samples;
  }

  private static List<Sample> llama() {
    String call = "{\"name\": \"f\", \"parameters\": {\"a\": \"b\"}}";
    return List.of(
        sample(LLAMA3, call, start(0), arguments(0, "{\"a\": \"b\"}")),
        sample(
            LLAMA3, "\n\n<|python_tag|>" + call + "\n", start(0), arguments(0, "{\"a\": \"b\"}")),
        sample(
            LLAMA3,
            call + "; " + call,
            start(0),
            arguments(0, "{\"a\": \"b\"}"),
            start(1),
            arguments(1, "{\"a\": \"b\"}")),
        sample(
            LLAMA3,
            "{\"type\": \"function\", \"arguments\": {}, \"name\": \"f\"}",
            start(0),
            arguments(0, "{}")),
        sample(LLAMA3, call + " is it", start(0), arguments(0, "{\"a\": \"b\"}"), answer(" is it")),
        sample(LLAMA3, "Well: " + call, answer("Well: " + call)),
        sample(LLAMA3, "<|p" + call, answer("<|p" + call)),
        sample(
            LLAMA3, "{\"name\": \"Bob\", \"age\": 3}", answer("{\"name\": \"Bob\", \"age\": 3}")),
        sample(LLAMA3, "{\"name\": \"Bob\"}", answer("{\"name\": \"Bob\"}")),
        sample(LLAMA3, "{\"name\": \"Bob\", \"par", answer("{\"name\": \"Bob\", \"par")),
        sample(LLAMA3, "<|python_tag|>print(1)", answer("<|python_tag|>print(1)")),
        sample(LLAMA3, "<tool_call>" + call, answer("<tool_call>" + call)));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void readsCallsAndLeavesTheRestAsItWasWritten(Sample sample) {
    assertThat(decode(sample.format, List.of(sample.text))).isEqualTo(sample.pieces);
    List<String> letters = sample.text.codePoints().mapToObj(Character::toString).toList();
    assertThat(decode(sample.format, letters)).isEqualTo(sample.pieces);
  }

  @ParameterizedTest
  @EnumSource
  void readsTheSameHoweverTheStreamIsCut(ToolCallFormat format) {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Sample> own = samples().stream().filter(s -> s.format == format).toList();
    for (int i = 0; i < 5_000; i++) {
      // two outputs behind each other make broken beginnings and unexpected ends
      String text = any(own, random).text + (random.nextBoolean() ? "" : any(own, random).text);
      List<TextPiece> whole = decode(format, List.of(text));
      assertThat(decode(format, cut(text, random))).as("of '%s'", text).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsWhatTheFormatWrites(ToolCallFormat format) {
    String arguments = "{\"city\": \"Köln\", \"deep\": {\"x\": [\"}\", 1]}}";
    String call = format.before("get_weather") + arguments + format.after();
    String more = format.parallel() ? format.separator() + call : "";
    List<TextPiece> wanted = new ArrayList<>();
    wanted.add(new ToolStart(0, "get_weather"));
    wanted.add(new ToolArguments(0, arguments));
    if (format.parallel()) {
      wanted.add(new ToolStart(1, "get_weather"));
      wanted.add(new ToolArguments(1, arguments));
    }
    String text = format.opening() + call + more + format.closing();
    assertThat(decode(format, List.of(text))).isEqualTo(wanted);
  }

  @Test
  void saysTheNameAndTheArgumentsAsSoonAsTheyAreSure() {
    TokenDecoder decoder =
        decoder(
            QWEN,
            List.of(
                "<tool_call>{\"name\": \"f\", \"arguments\": {",
                "\"a\": ",
                "1}",
                "}",
                "</tool_call>"));
    assertThat(decoder.push(0)).containsExactly(start(0), arguments(0, "{"));
    assertThat(decoder.push(1)).containsExactly(arguments(0, "\"a\": "));
    assertThat(decoder.push(2)).containsExactly(arguments(0, "1}"));
    assertThat(decoder.push(3)).isEmpty();
    assertThat(decoder.push(4)).isEmpty();
    assertThat(decoder.finish()).isEmpty();
  }

  @Test
  void saysAnAnswerOfJsonAtItsFirstMemberThatNoCallHas() {
    TokenDecoder decoder = decoder(LLAMA3, List.of("{\"name\": \"x\", ", "\"age\":", " 3"));
    assertThat(decoder.push(0)).isEmpty();
    assertThat(decoder.push(1)).isEmpty();
    assertThat(decoder.push(2)).containsExactly(answer("{\"name\": \"x\", \"age\": 3"));
  }

  @Test
  void losesAndDoublesNothingOfAnyMarkedText() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<String> parts =
        List.of(
            "<tool_call>",
            "</tool_call>",
            OPEN,
            CLOSE,
            CALL,
            END,
            SEP,
            "<|python_tag|>",
            "{",
            "}",
            "{\"name\": \"f\", ",
            "\"arguments\": ",
            "\"parameters\": {}",
            "function",
            "f",
            "\n",
            "```json\n",
            "```",
            "\"",
            "a",
            "<",
            " ",
            "[",
            ":",
            ",");
    List<ToolCallFormat> formats = List.of(ToolCallFormat.values());
    for (int i = 0; i < 20_000; i++) {
      ToolCallFormat format = any(formats, random);
      StringBuilder text = new StringBuilder();
      random.ints(random.nextInt(1, 14), 0, parts.size()).forEach(p -> text.append(parts.get(p)));
      List<TextPiece> whole = decode(format, List.of(text.toString()));
      List<TextPiece> cut = decode(format, cut(text.toString(), random));
      assertThat(cut).as("of '%s'", text).isEqualTo(whole);
      int at = 0;
      for (TextPiece piece : whole) {
        // every piece stands in the text behind the one before it
        int found = text.indexOf(piece.text(), piece instanceof ToolArguments ? 0 : at);
        assertThat(found).as("%s of '%s'", piece, text).isNotNegative();
        at = found + (piece instanceof Answer ? piece.text().length() : 0);
      }
      if (whole.stream().allMatch(Answer.class::isInstance)) {
        assertThat(whole).as("of '%s'", text).containsExactly(answer(text.toString()));
      }
    }
  }

  @Test
  void knowsTheMarksAmongSpecialTokens() {
    List<byte[]> tokens =
        Arrays.stream(new String[] {OPEN, CALL, "f", SEP, "{}", END, CLOSE, "<｜end▁of▁sentence｜>"})
            .map(t -> t.getBytes(StandardCharsets.UTF_8))
            .toList();
    Tokenizer special = new ListedTokenizer(tokens, 0, 1, 3, 5, 6, 7);
    TokenDecoder decoder = new TokenDecoder(special, false, DEEPSEEK_V31);
    List<TextPiece> pieces = new ArrayList<>();
    for (int id = 0; id < 8; id++) {
      pieces.addAll(decoder.push(id));
    }
    assertThat(pieces).containsExactly(start(0), arguments(0, "{}"));
    assertThat(decoder.finish()).isEmpty();
  }

  private static <T> T any(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private static List<String> cut(String text, Random random) {
    List<String> tokens = new ArrayList<>();
    int most = random.nextInt(1, 12);
    for (int from = 0; from < text.length(); ) {
      int to = Math.min(text.length(), from + random.nextInt(1, most + 1));
      tokens.add(text.substring(from, to));
      from = to;
    }
    return tokens;
  }

  private static TokenDecoder decoder(ToolCallFormat format, List<String> tokens) {
    List<byte[]> bytes = tokens.stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
    return new TokenDecoder(new ListedTokenizer(bytes, -1), false, format);
  }

  private static List<TextPiece> decode(ToolCallFormat format, List<String> tokens) {
    TokenDecoder decoder = decoder(format, tokens);
    List<TextPiece> pieces = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      decoder.push(id).forEach(piece -> join(pieces, piece));
    }
    decoder.finish().forEach(piece -> join(pieces, piece));
    return pieces;
  }

  private static void join(List<TextPiece> pieces, TextPiece piece) {
    TextPiece last = pieces.isEmpty() ? null : pieces.getLast();
    if (last instanceof Answer(String text) && piece instanceof Answer(String more)) {
      pieces.set(pieces.size() - 1, new Answer(text + more));
    } else if (last instanceof Thought(String text) && piece instanceof Thought(String more)) {
      pieces.set(pieces.size() - 1, new Thought(text + more));
    } else if (last instanceof ToolArguments(int index, String text)
        && piece instanceof ToolArguments(_, String more)) {
      pieces.set(pieces.size() - 1, new ToolArguments(index, text + more));
    } else {
      pieces.add(piece);
    }
  }

  private static Sample sample(ToolCallFormat format, String text, TextPiece... pieces) {
    return new Sample(format, text, List.of(pieces));
  }

  private static TextPiece answer(String text) {
    return new Answer(text);
  }

  private static TextPiece start(int index) {
    return new ToolStart(index, "f");
  }

  private static TextPiece arguments(int index, String text) {
    return new ToolArguments(index, text);
  }
}
