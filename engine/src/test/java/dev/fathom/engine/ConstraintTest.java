package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.grammar.Grammar;
import dev.fathom.testing.ByteTokenizer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Grammars at work in the engine.
@Timeout(60)
class ConstraintTest {
  private static final Grammar NUMBER = Grammar.regex("[0-9]{1,4}");

  @Test
  void keepsToTheGrammarWhateverTheModelWants() throws InterruptedException {
    assertThat(answer("hello", NUMBER)).isEqualTo("0000");
    assertThat(answer("42 is it", NUMBER)).isEqualTo("4200");
    assertThat(answer("{\"a\": x", Grammar.jsonObject())).startsWith("{\"a\": ");
  }

  @Test
  void leavesAnAnswerAloneThatMatches() throws InterruptedException {
    assertThat(answer("42", NUMBER)).isEqualTo("42");
    assertThat(answer("{\"a\": [1, true]}", Grammar.jsonObject())).isEqualTo("{\"a\": [1, true]}");
  }

  @Test
  void endsWhereNothingCanFollowWithoutAnEndToken() throws InterruptedException {
    try (Engine engine = ScriptedForward.engine("yes, I think so")) {
      Generation generation = engine.submit(request(Grammar.literal("yes"), false));
      List<GenerationEvent> events = Answers.events(generation);
      assertThat(Answers.text(events)).isEqualTo("yes");
      GenerationEvent.Finished end = (GenerationEvent.Finished) events.getLast();
      assertThat(end.reason()).isEqualTo(FinishReason.STOP);
      assertThat(end.usage().completionTokens()).isEqualTo(3);
      assertThat(generation.tokens()).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\n\n", "\n\n\n\n"})
  void beginsBehindTheThoughtAndItsNewlines(String newlines) throws InterruptedException {
    String script = "a {thought} with 7 words</think>" + newlines + "42";
    try (Engine engine = ScriptedForward.engine(script)) {
      Generation generation = engine.submit(request(NUMBER, true));
      List<GenerationEvent> events = Answers.events(generation);
      assertThat(Answers.text(events)).isEqualTo("42");
      int[] ids = generation.tokens().stream().mapToInt(id -> id).toArray();
      assertThat(new ByteTokenizer().decode(ids, false)).startsWith(script);
      assertThat(ids).endsWith(ByteTokenizer.END);
    }
  }

  @Test
  void givesNoMoreThanFourNewlinesAway() throws InterruptedException {
    assertThat(thoughtAndAnswer("hm</think>\n\n\n\n\n\n42", NUMBER)).isEqualTo("0042");
  }

  @Test
  void newlinesThatTheGrammarWantsAreItsOwn() throws InterruptedException {
    // the reader leaves newlines before the answer out
    assertThat(thoughtAndAnswer("hm</think>\n\n\nyes", Grammar.literal("\n\nyes")))
        .isEqualTo("yes");
  }

  @Test
  void aThoughtMayNotEndTheTurn() throws InterruptedException {
    // the model wants to end within the thought; the budget closes it then
    try (Engine engine = ScriptedForward.engine("hm")) {
      GenerationRequest request = request(NUMBER, true);
      List<GenerationEvent> events =
          Answers.events(engine.submit(request.with(request.terms().withThinkingBudget(20))));
      assertThat(Answers.text(events)).matches("[0-9]{1,4}");
      assertThat(((GenerationEvent.Finished) events.getLast()).reason())
          .isEqualTo(FinishReason.STOP);
    }
  }

  @Test
  void aModelMayOpenItsThoughtByItself() throws InterruptedException {
    try (Engine engine = Answers.engine(Answers.forward(), 64, Set.of())) {
      Terms terms =
          Terms.NONE
              .withGrammar(Grammar.literal("abcd"))
              .withThinkingBudget(3)
              .withLogitBias(Map.of(LetterTokenizer.THINK, 40f));
      int[] prompt = Answers.promptWhere(Answers::isPlain);
      Generation generation = engine.submit(GenerationRequest.greedy(prompt, 60).with(terms));
      assertThat(Answers.text(Answers.events(generation))).isEqualTo("abcd");
      assertThat(generation.tokens()).startsWith(LetterTokenizer.THINK);
      assertThat(generation.tokens()).endsWith(LetterTokenizer.THOUGHT, 1, 2 * 26 + 3);
      // where the template has closed the thought, it stays closed
      int[] off = prompt.clone();
      off[off.length - 2] = LetterTokenizer.THOUGHT;
      assertThat(Answers.tokens(engine.submit(GenerationRequest.greedy(off, 60).with(terms))))
          .isEqualTo(List.of(1, 2 * 26 + 3));
    }
  }

  @Test
  void aLimitMayCutAGrammarShort() throws InterruptedException {
    try (Engine engine = ScriptedForward.engine("yes")) {
      GenerationRequest request =
          GenerationRequest.greedy(ScriptedForward.PROMPT, 2)
              .with(Terms.NONE.withGrammar(Grammar.literal("yes")));
      List<GenerationEvent> events = Answers.events(engine.submit(request));
      assertThat(Answers.text(events)).isEqualTo("ye");
      assertThat(((GenerationEvent.Finished) events.getLast()).reason())
          .isEqualTo(FinishReason.LENGTH);
    }
  }

  @Test
  void aStopStringEndsAGrammarToo() throws InterruptedException {
    try (Engine engine = ScriptedForward.engine("{\"a\": 1, \"b\": 2}")) {
      GenerationRequest request =
          new GenerationRequest(
              ScriptedForward.PROMPT,
              Sampling.GREEDY,
              100,
              List.of(", "),
              false,
              Terms.NONE.withGrammar(Grammar.jsonObject()));
      assertThat(Answers.text(Answers.events(engine.submit(request)))).isEqualTo("{\"a\": 1");
    }
  }

  @Test
  void sampledAnswersMatchToo() throws InterruptedException {
    try (Engine engine = ScriptedForward.engine("whatever it may be")) {
      for (int seed = 0; seed < 20; seed++) {
        Sampling hot = new Sampling(5, 0, 1, 0, 1.2, 0, 0, seed);
        GenerationRequest request =
            Answers.request(ScriptedForward.PROMPT, hot, 100)
                .with(Terms.NONE.withGrammar(Grammar.regex("(ab|cd){2,5}!")));
        assertThat(Answers.text(Answers.events(engine.submit(request)))).matches("(ab|cd){2,5}!");
      }
    }
  }

  @Test
  void aGrammarThatTheEmbeddedModelKeepsAnywayChangesNothing() throws InterruptedException {
    try (Fathom fathom = Fathom.embedded(FathomOptions.DEFAULTS)) {
      Prompt prompt = fathom.format().chat(List.of(Message.user("What is 47 + 85?")));
      GenerationRequest free = prompt.request(Sampling.GREEDY, 128, List.of());
      GenerationRequest bound = free.with(Terms.NONE.withGrammar(Grammar.regex(" ?[0-9]{1,9}")));
      assertThat(Answers.tokens(fathom.engine().submit(bound)))
          .isEqualTo(Answers.tokens(fathom.engine().submit(free)));
      GenerationRequest word = free.with(Terms.NONE.withGrammar(Grammar.regex("[0-9]{2}")));
      assertThat(Answers.text(Answers.events(fathom.engine().submit(word)))).isEqualTo("13");
    }
  }

  private static String answer(String script, Grammar grammar) throws InterruptedException {
    try (Engine engine = ScriptedForward.engine(script)) {
      return Answers.text(Answers.events(engine.submit(request(grammar, false))));
    }
  }

  private static String thoughtAndAnswer(String script, Grammar grammar)
      throws InterruptedException {
    try (Engine engine = ScriptedForward.engine(script)) {
      return Answers.text(Answers.events(engine.submit(request(grammar, true))));
    }
  }

  private static GenerationRequest request(Grammar grammar, boolean thinking) {
    return new GenerationRequest(
        ScriptedForward.PROMPT,
        Sampling.GREEDY,
        200,
        List.of(),
        thinking,
        Terms.NONE.withGrammar(grammar));
  }
}
