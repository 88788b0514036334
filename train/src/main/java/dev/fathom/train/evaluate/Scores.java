package dev.fathom.train.evaluate;

import dev.fathom.train.tasks.Tasks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// A model's scores.
///
/// @param model what people call it
public record Scores(
    String model,
    EvaluationSettings settings,
    Score all,
    List<Score> families,
    List<Score> levels,
    List<Score> languages) {
  private static final JsonMapper JSON = new JsonMapper();

  /// The mean over families, each counting alike.
  public double macro() {
    return Score.macro(families);
  }

  /// For machines, on one line; names the generators by their fingerprint.
  public String json() {
    return json(Map.of());
  }

  /// The same with right answers by tokens that a thought may have.
  public String json(Map<Integer, Share> budgets) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", model);
    fields.put("generators", Tasks.fingerprint());
    fields.put("samples", settings.samples());
    fields.put("temperature", settings.samples() == 1 ? 0 : settings.temperature());
    fields.put("max_tokens", settings.maxTokens());
    fields.put("seed", settings.seed());
    fields.put("macro", macro());
    fields.put("all", fields(all));
    fields.put("families", families.stream().map(Scores::fields).toList());
    fields.put("levels", levels.stream().map(Scores::fields).toList());
    fields.put("languages", languages.stream().map(Scores::fields).toList());
    if (!budgets.isEmpty()) {
      Map<String, Object> curve = new LinkedHashMap<>();
      budgets.forEach((budget, share) -> curve.put(budget.toString(), interval(share)));
      fields.put("budgets", curve);
    }
    return JSON.writeValueAsString(fields);
  }

  private static Map<String, Object> interval(Share share) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("accuracy", share.value());
    fields.put("low", share.low());
    fields.put("high", share.high());
    return fields;
  }

  private static Map<String, Object> fields(Score score) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("group", score.group());
    fields.put("questions", score.questions());
    fields.putAll(interval(score.right()));
    fields.put("truncated", score.truncated().value());
    fields.put("failed", score.failed());
    fields.put("thought_tokens", score.thought());
    fields.put("tokens", score.tokens());
    fields.put("pass_at", score.passAtK());
    Map<Integer, Double> votes = new LinkedHashMap<>();
    score.consAtK().forEach((k, share) -> votes.put(k, share.value()));
    fields.put("cons_at", votes);
    return fields;
  }

  /// For people: a line a group, with 95 % intervals.
  public String table() {
    StringBuilder text = new StringBuilder();
    line(text, "", "n", "right", "95 %", "cut", "failed", "thought");
    families.forEach(score -> line(text, score));
    if (languages.size() > 1) {
      languages.forEach(score -> line(text, score));
    }
    line(text, all);
    return text.toString();
  }

  private static void line(StringBuilder text, Score score) {
    line(
        text,
        score.group(),
        "%,d".formatted(score.questions()),
        percent(score.right().value()),
        percent(score.right().low()) + " to " + percent(score.right().high()),
        percent(score.truncated().value()),
        "%,d".formatted(score.failed()),
        String.format(Locale.ROOT, "%.0f", score.thought()));
  }

  private static void line(StringBuilder text, Object... cells) {
    String line = "%-28s %7s %7s %16s %6s %7s %8s".formatted(cells);
    text.append(line.stripTrailing()).append('\n');
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }
}
