package dev.fathom.server;

import dev.fathom.engine.SamplingWishes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Sampling parameters and stop strings as OpenAI names them, with the usual additions (`top_k`,
/// `min_p`, `repetition_penalty`).
final class DrawingReader {
  private static final int MAX_BIAS = 1024;
  private static final int MAX_STOP = 1024;

  private final Fields fields;
  private final Limits limits;

  DrawingReader(Fields fields, Limits limits) {
    this.fields = fields;
    this.limits = limits;
  }

  /// All of them.
  ///
  /// @param topLogprobs as the API at hand asks for them, -1 for none
  Turn.Drawing drawing(int topLogprobs) {
    return new Turn.Drawing(
        sampling(), bias(), fields.whole("n", 1, limits.choices(), 1), topLogprobs);
  }

  private SamplingWishes sampling() {
    Double topP = fields.number("top_p", 0, 1);
    Integer topK = fields.whole("top_k", -1, Integer.MAX_VALUE);
    return new SamplingWishes(
        fields.number("temperature", 0, 2),
        topK != null && topK < 0 ? Integer.valueOf(0) : topK,
        // the likeliest token alone, which is what 0 asks for
        topP != null && topP == 0 ? Double.valueOf(Double.MIN_NORMAL) : topP,
        fields.number("min_p", 0, 1),
        repeatPenalty(),
        fields.number("frequency_penalty", -2, 2),
        fields.number("presence_penalty", -2, 2),
        fields.wholeLong("seed", Long.MIN_VALUE, Long.MAX_VALUE));
  }

  private @Nullable Double repeatPenalty() {
    Double penalty = fields.number("repetition_penalty", 0.01, 100);
    return penalty == null ? fields.number("repeat_penalty", 0.01, 100) : penalty;
  }

  private Map<Integer, Float> bias() {
    Fields bias = fields.object("logit_bias");
    if (bias == null) {
      return Map.of();
    }
    if (bias.node().size() > MAX_BIAS) {
      throw ApiException.bad(bias.path(), "'logit_bias' names more than " + MAX_BIAS + " tokens");
    }
    Map<Integer, Float> out = new HashMap<>();
    for (String id : bias.node().propertyNames()) {
      if (!id.matches("\\d{1,9}")) {
        throw ApiException.bad(bias.path(), "'logit_bias' has a key that is no token id");
      }
      Double value = bias.number(id, -100, 100);
      out.put(Integer.valueOf(id), value == null ? 0f : value.floatValue());
    }
    return out;
  }

  /// The stop strings of `stop`, a string or a list.
  List<String> stops() {
    JsonNode node = fields.get("stop");
    List<String> stops =
        node != null && node.isString()
            ? List.of(node.stringValue())
            : fields.texts("stop", limits.stops());
    return checked(stops, fields.path("stop"));
  }

  /// `stops`, none of them empty or too long.
  static List<String> checked(List<String> stops, String path) {
    for (String stop : stops) {
      if (stop.isEmpty() || stop.length() > MAX_STOP) {
        throw ApiException.bad(path, "a stop string must have 1 to " + MAX_STOP + " characters");
      }
    }
    return stops;
  }

  /// The most tokens of the answer, by whichever of `names` is given.
  @Nullable Integer maxTokens(String... names) {
    Integer found = null;
    for (String name : names) {
      Integer value = fields.whole(name, 1, limits.maxTokens());
      if (value != null && found != null && !found.equals(value)) {
        throw ApiException.bad(fields.path(name), "'" + name + "' and '" + names[0] + "' differ");
      }
      found = value == null ? found : value;
    }
    return found;
  }
}
