package dev.fathom.cli;

import dev.fathom.train.evaluate.Score;
import dev.fathom.train.evaluate.Scores;
import dev.fathom.train.evaluate.Share;
import dev.fathom.train.tasks.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What an evaluation found, as tables for people.
///
/// @param curve right answers by thinking budget; empty where none was asked for
record EvalReport(Scores scores, Map<Integer, Share> curve) {
  String text(Texts texts) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(texts.say("eval.header").split("\\|")));
    scores.families().forEach(score -> rows.add(row(score.group(), score, texts)));
    if (scores.languages().size() > 1) {
      scores.languages().forEach(score -> rows.add(row(score.group(), score, texts)));
    }
    rows.add(row(texts.say("eval.all"), scores.all(), texts));
    StringBuilder text = new StringBuilder(Table.markdown(rows, 1));
    samples(text, texts);
    budgets(text, texts);
    String end = texts.say("eval.end", scores.model(), 100 * scores.macro(), Tasks.fingerprint());
    return text.append('\n').append(end).append('\n').toString();
  }

  private static List<String> row(String name, Score score, Texts texts) {
    Share right = score.right();
    String interval = percent(right.low(), texts) + " – " + percent(right.high(), texts);
    return List.of(
        name,
        String.format(texts.locale(), "%,d", score.questions()),
        percent(right.value(), texts),
        interval,
        percent(score.truncated().value(), texts),
        Long.toString(score.failed()),
        String.format(texts.locale(), "%.0f", score.thought()),
        String.format(texts.locale(), "%.0f", score.tokens()));
  }

  private void samples(StringBuilder text, Texts texts) {
    if (scores.settings().samples() == 1) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("k", "pass@k", "cons@k"));
    scores
        .all()
        .passAtK()
        .forEach(
            (k, pass) ->
                rows.add(
                    List.of(Integer.toString(k), percent(pass, texts), percent(voted(k), texts))));
    text.append('\n').append(Table.markdown(rows, 0));
  }

  private double voted(int k) {
    Share share = scores.all().consAtK().get(k);
    return share == null ? 0 : share.value();
  }

  private void budgets(StringBuilder text, Texts texts) {
    if (curve.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(texts.say("eval.budgets").split("\\|")));
    curve.forEach(
        (budget, right) ->
            rows.add(
                List.of(
                    String.format(texts.locale(), "%,d", budget),
                    percent(right.value(), texts),
                    percent(right.low(), texts) + " – " + percent(right.high(), texts))));
    text.append('\n').append(Table.markdown(rows, 0));
  }

  private static String percent(double share, Texts texts) {
    return String.format(texts.locale(), "%.1f", 100 * share);
  }
}
