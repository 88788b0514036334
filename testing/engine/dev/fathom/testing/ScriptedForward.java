package dev.fathom.testing;

import dev.fathom.engine.Forward;
import dev.fathom.model.Batch;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A model without arithmetic that says what its script tells. What it has read it finds in its
/// pages, as a real one does, so shared and reused pages are put to the test.
final class ScriptedForward implements Forward {
  // the engine's pages; were it another number, every answer would be nonsense
  private static final int PAGE_TOKENS = 64;
  // the mark and the role
  private static final int HEAD_TOKENS = 2;
  private static final byte[] NO_THOUGHT =
      "<think>\n\n</think>\n\n".getBytes(StandardCharsets.UTF_8);

  private final Script script;
  private final ScriptedTokenizer tokenizer;
  private final Arena arena = Arena.ofShared();
  private final Map<Integer, int[]> pages = new HashMap<>();
  private final Map<String, int[]> answers = new HashMap<>();
  private Tensor logits;

  ScriptedForward(Script script, ScriptedTokenizer tokenizer) {
    this.script = script;
    this.tokenizer = tokenizer;
    logits = Tensor.allocate(arena, 64, tokenizer.size());
  }

  @Override
  public Tensor run(Batch batch) {
    if (batch.outputs().length > logits.rows()) {
      logits = Tensor.allocate(arena, batch.outputs().length, tokenizer.size());
    }
    int token = 0;
    int output = 0;
    for (Batch.Span span : batch.spans()) {
      for (int i = 0; i < span.count(); i++, token++) {
        int position = span.position() + i;
        page(span, position)[position % PAGE_TOKENS] = batch.tokens()[token];
        if (output < batch.outputs().length && batch.outputs()[output] == token) {
          logits.setRow(output++, scores(history(span, position)));
        }
      }
    }
    return logits;
  }

  private int[] page(Batch.Span span, int position) {
    return pages.computeIfAbsent(
        span.pageTable()[position / PAGE_TOKENS], _ -> new int[PAGE_TOKENS]);
  }

  private int[] history(Batch.Span span, int last) {
    int[] history = new int[last + 1];
    for (int i = 0; i <= last; i++) {
      history[i] = page(span, i)[i % PAGE_TOKENS];
    }
    return history;
  }

  private float[] scores(int[] history) {
    int head = head(history);
    String text = tokenizer.decode(head < 0 ? history : Arrays.copyOf(history, head), true);
    Script.Rule rule = script.rule(text);
    int begin = head < 0 ? rawBegin(rule, text) : head + HEAD_TOKENS;
    // in bytes: what was said may end within a character
    byte[] said = bytes(Arrays.copyOfRange(history, Math.min(begin, history.length), history.length));
    if (startsWith(said, NO_THOUGHT)) {
      said = Arrays.copyOfRange(said, NO_THOUGHT.length, said.length);
    }
    return scores(rule, said);
  }

  /// Where the turn to be written has its head; -1 in a prompt without a template.
  private static int head(int[] history) {
    int at = history.length - HEAD_TOKENS;
    while (at >= 0
        && !(history[at] == ScriptedTokenizer.START
            && history[at + 1] == ScriptedTokenizer.ASSISTANT)) {
      at--;
    }
    return at;
  }

  /// How many tokens stand before the answer to a prompt without a template, which begins behind
  /// the rule's last key.
  private int rawBegin(Script.Rule rule, String text) {
    String key = rule.keys().isEmpty() ? "" : rule.keys().getLast();
    int end = key.isEmpty() ? text.length() : text.indexOf(key) + key.length();
    return tokenizer.encode(text.substring(0, end), true).length;
  }

  private float[] scores(Script.Rule rule, byte[] said) {
    float[] scores = new float[tokenizer.size()];
    scores[ScriptedTokenizer.END] = 1;
    float score = 100;
    for (String answer : rule.answers()) {
      int next = next(answer, said);
      if (next >= 0) {
        scores[next] = Math.max(scores[next], score);
      }
      score -= 10;
    }
    return scores;
  }

  /// The token of `answer` that comes after `said`; -1 where something else was said.
  private int next(String answer, byte[] said) {
    int[] ids = answers.computeIfAbsent(answer, text -> tokenizer.encode(text, true));
    if (!startsWith(bytes(ids), said)) {
      return -1;
    }
    int at = 0;
    for (int id : ids) {
      if (at == said.length) {
        return id;
      }
      byte[] piece = tokenizer.bytes(id);
      if (at + piece.length > said.length) {
        // a grammar cut a piece in two
        return piece[said.length - at] & 0xff;
      }
      at += piece.length;
    }
    return ScriptedTokenizer.END;
  }

  private byte[] bytes(int[] ids) {
    List<byte[]> parts = new ArrayList<>();
    for (int id : ids) {
      parts.add(tokenizer.bytes(id));
    }
    byte[] all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static boolean startsWith(byte[] text, byte[] beginning) {
    return text.length >= beginning.length
        && Arrays.equals(text, 0, beginning.length, beginning, 0, beginning.length);
  }

  @Override
  public void close() {
    arena.close();
  }
}
