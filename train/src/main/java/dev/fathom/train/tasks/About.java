package dev.fathom.train.tasks;

import java.util.List;

/// `about`: who the model is, small talk, and a brief no to what it never learned.
///
/// Each kind of question has one answer in each language; the answer is in the language asked in.
final class About implements Recipe {
  private static final Phrases TOO_LARGE =
      Phrases.of(
          """
          What is {a} {s} {b}?
          {a} {s} {b}
          {a}{s}{b}
          Calculate {a} {s} {b}.
          How much is {a} {s} {b}?
          Compute {a} {s} {b}.
          """,
          """
          Was ist {a} {s} {b}?
          {a} {s} {b}
          {a}{s}{b}
          Berechne {a} {s} {b}.
          Wie viel ist {a} {s} {b}?
          Rechne {a} {s} {b} aus.
          """);

  @Override
  public String family() {
    return "about";
  }

  @Override
  public List<String> levels() {
    return List.of(
        "itself and small talk", "words it never learned", "mathematics it never learned");
  }

  @Override
  public boolean worked() {
    return false;
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    return switch (level) {
      case 1 -> asked(draw.of(SmallTalk.TALK), draw, language);
      case 2 -> asked(OutsideWords.OUTSIDE, draw, language);
      default -> draw.chance(0.4) ? tooLarge(draw, language) : mathematics(draw, language);
    };
  }

  @Override
  public boolean right(Problem problem, String answer) {
    return Answers.plain(answer).equals(Answers.plain(problem.answer()));
  }

  private static Draft asked(AboutKind kind, Draw draw, Language language) {
    String question =
        kind.phrases()
            .ask(
                draw,
                language,
                "p",
                draw.of(OutsideWords.places(language)),
                "t",
                draw.of(OutsideWords.topics(language)),
                "f",
                draw.of(OutsideWords.foods(language)),
                "l",
                draw.of(OutsideWords.TONGUES).pick(draw, language),
                "c",
                draw.of(OutsideWords.CODE),
                "n",
                draw.between(2, 10));
    return answered(question, kind, language);
  }

  private static Draft mathematics(Draw draw, Language language) {
    String question =
        OutsideWords.MATHEMATICS
            .phrases()
            .ask(draw, language, "a", draw.between(2, 99), "b", draw.between(2, 999));
    return answered(question, OutsideWords.MATHEMATICS, language);
  }

  /// Products of 5 digits and more, sums of 8 and more.
  private static Draft tooLarge(Draw draw, Language language) {
    boolean product = draw.chance(0.6);
    int least = product ? 5 : 8;
    int a = draw.digits(draw.between(least, 9));
    int b = draw.digits(draw.between(least, 9));
    String sign = product ? draw.of(List.of("*", "*", "x", "×")) : draw.of(List.of("+", "-"));
    String question = TOO_LARGE.ask(draw, language, "a", a, "b", b, "s", sign);
    return answered(question, OutsideWords.LARGE, language);
  }

  private static Draft answered(String question, AboutKind kind, Language language) {
    String thought = language.choose(kind.englishThought(), kind.germanThought());
    String answer = language.choose(kind.english(), kind.german());
    return new Draft(question, answer, pad -> pad.line(thought));
  }
}
