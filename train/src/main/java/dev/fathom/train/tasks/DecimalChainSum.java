package dev.fathom.train.tasks;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// `decimal_chain_sum` (held out): sums and differences of decimals, in hundredths.
final class DecimalChainSum implements Recipe {
  private static final Phrases PHRASES =
      Phrases.of(
          """
          What is {e}?
          {e}
          State the final answer to the following arithmetic problem: {e} =
          Calculate {e}.
          """,
          """
          Was ist {e}?
          {e}
          Berechne {e}.
          Wie viel ist {e}?
          """);

  @Override
  public String family() {
    return "decimal_chain_sum";
  }

  @Override
  public List<String> levels() {
    return List.of("2 terms up to 10", "2 to 4 terms up to 100");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    int count = level == 1 ? 2 : draw.between(2, 4);
    List<Long> terms = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      long term = draw.between(101, level == 1 ? 999 : 9999);
      boolean minus = i > 0 && draw.chance(0.4);
      terms.add(minus ? -term : term);
      text.append(i == 0 ? "" : minus ? " - " : " + ").append(written(term, language));
    }
    long total = terms.stream().mapToLong(Long::longValue).sum();
    String question = PHRASES.ask(draw, language, "e", text);
    return new Draft(question, written(total, language), pad -> work(terms, pad));
  }

  @Override
  public boolean right(Problem problem, String answer) {
    return Answers.decimal(answer, problem.language())
        .equals(Answers.decimal(problem.answer(), problem.language()));
  }

  private static String written(long hundredths, Language language) {
    String text = BigDecimal.valueOf(hundredths, 2).stripTrailingZeros().toPlainString();
    return language.choose(text, text.replace('.', ','));
  }

  private static void work(List<Long> terms, Scratchpad pad) {
    Columns columns = new Columns(pad);
    long total = terms.getFirst();
    for (long term : terms.subList(1, terms.size())) {
      total = columns.sum(total, term);
    }
  }
}
