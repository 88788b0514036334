package dev.fathom.server;

import dev.fathom.engine.TokenScore;
import dev.fathom.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Probabilities as OpenAI writes them.
final class Scores {
  private final Tokenizer tokenizer;

  Scores(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /// `logprobs` of a chat choice; null where none were asked for.
  @Nullable ObjectNode chat(List<Output.Scored> scores) {
    ObjectNode logprobs = Json.object();
    ArrayNode content = logprobs.putArray("content");
    for (Output.Scored scored : scores) {
      if (!scored.thought()) {
        content.add(entry(scored));
      }
    }
    logprobs.putNull("refusal");
    return logprobs;
  }

  private ObjectNode entry(Output.Scored scored) {
    ObjectNode entry = token(scored.bytes(), scored.score().logprob());
    ArrayNode top = entry.putArray("top_logprobs");
    for (TokenScore.Rival rival : scored.score().top()) {
      top.add(token(bytes(rival.id()), rival.logprob()));
    }
    return entry;
  }

  private ObjectNode token(byte[] bytes, float logprob) {
    ObjectNode token = Json.object();
    token.put("token", new String(bytes, StandardCharsets.UTF_8));
    token.put("logprob", finite(logprob));
    ArrayNode numbers = token.putArray("bytes");
    for (byte b : bytes) {
      numbers.add(b & 0xff);
    }
    return token;
  }

  /// The bytes of token `id`, none above the vocabulary.
  byte[] bytes(int id) {
    return id < tokenizer.size() ? tokenizer.bytes(id) : new byte[0];
  }

  /// JSON has no infinity; OpenAI says -9999 for the impossible.
  static float finite(float logprob) {
    return Float.isFinite(logprob) ? logprob : -9999f;
  }
}
