package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.text.ToolCallFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ToolEventsTest {
  @ParameterizedTest
  @EnumSource
  void tellsACallAsItStreamsAndWhyTheTurnEnded(ToolCallFormat format) throws InterruptedException {
    String call =
        format.opening()
            + format.before("weather")
            + "{\"city\": \"Rome\"}"
            + format.after()
            + format.closing();
    List<GenerationEvent> events = events(call, format, 500);
    assertThat(Answers.text(events).strip()).isEmpty();
    assertThat(events).contains(new GenerationEvent.ToolStart(0, "weather"));
    assertThat(arguments(events)).isEqualTo("{\"city\": \"Rome\"}");
    assertThat(end(events).reason()).isEqualTo(FinishReason.TOOL_CALLS);
  }

  @Test
  void saysTheTextBeforeACallFirst() throws InterruptedException {
    String call = ToolCallFormat.QWEN.before("time") + "{}" + ToolCallFormat.QWEN.after();
    List<GenerationEvent> events = events("Let me see.\n" + call, ToolCallFormat.QWEN, 500);
    int start = events.indexOf(new GenerationEvent.ToolStart(0, "time"));
    assertThat(Answers.text(events.subList(0, start)).strip()).isEqualTo("Let me see.");
  }

  @Test
  void anAnswerWithoutCallsJustStops() throws InterruptedException {
    List<GenerationEvent> events = events("It rains.", ToolCallFormat.QWEN, 500);
    assertThat(Answers.text(events)).isEqualTo("It rains.");
    assertThat(end(events).reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void aCallCutShortEndsByItsLimit() throws InterruptedException {
    String call = ToolCallFormat.QWEN.before("time") + "{\"zone\": \"UTC\"}";
    List<GenerationEvent> events = events(call, ToolCallFormat.QWEN, call.length() - 4);
    assertThat(end(events).reason()).isEqualTo(FinishReason.LENGTH);
  }

  private static List<GenerationEvent> events(String script, ToolCallFormat format, int tokens)
      throws InterruptedException {
    try (Engine engine = ScriptedForward.engine(script)) {
      GenerationRequest request =
          GenerationRequest.greedy(ScriptedForward.PROMPT, tokens)
              .with(Terms.NONE.withTools(format));
      return Answers.events(engine.submit(request));
    }
  }

  private static String arguments(List<GenerationEvent> events) {
    StringBuilder text = new StringBuilder();
    for (GenerationEvent event : events) {
      if (event instanceof GenerationEvent.ToolArguments(_, String piece)) {
        text.append(piece);
      }
    }
    return text.toString();
  }

  private static GenerationEvent.Finished end(List<GenerationEvent> events) {
    return (GenerationEvent.Finished) events.getLast();
  }
}
