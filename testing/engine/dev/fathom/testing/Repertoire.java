package dev.fathom.testing;

/// What a {@link ScriptedModel} must say to pass LangChain4j's published tests, and a little more.
public final class Repertoire {
  private static final String WEATHER_CALL = Script.call("getWeather", "{\"city\": \"Munich\"}");
  private static final String WEATHER_CALL_TIGHT = Script.call("getWeather", "{\"city\":\"Munich\"}");
  private static final String TIME_CALL = Script.call("getTime", "{\"country\": \"France\"}");
  private static final String BERLIN = "{\"city\": \"Berlin\"}";

  private Repertoire() {}

  public static Script script() {
    return new Script()
        .when("think first")
        .say("<think>\nGermany, so Berlin.\n</think>\n\nBerlin.")
        .when("Once upon a time\n\nassistant:\n")
        .say("there was a fox.")
        .when("Once upon a time")
        .say(" there was a fox.")
        .when("my favorite color is green", "What is my favorite color?")
        .say("Your favorite color is green.")
        .when("Translate", "I love you")
        .say("Ich liebe dich.")
        .when("Say 'Hello World'")
        .say("Hello World")
        .when("time in France", "14:35")
        .say("It is sunny in Munich, and it is 14:35 in France.")
        .when("time in France")
        .say(WEATHER_CALL + "\n" + TIME_CALL)
        .when("get_current_time", "10:14")
        .say("It is 10:14 now.")
        .when("get_current_time")
        .say(Script.call("get_current_time", "{}"))
        .when("weather in Munich", "<tool_response>\nsunny")
        .say("It is sunny in Munich.", "{\"weather\": \"sunny\"}", "{\"weather\":\"sunny\"}")
        .when("weather in Munich")
        .say(WEATHER_CALL, WEATHER_CALL_TIGHT)
        .when("I live in Munich")
        .say("A fine city.", WEATHER_CALL, WEATHER_CALL_TIGHT)
        .when("Answer with a JSON object")
        .say(BERLIN)
        .when("capital of Germany")
        .say("The capital of Germany is Berlin.", BERLIN, "{\"city\":\"Berlin\"}")
        .when("long story")
        .say("Once upon a time there was a fox, ".repeat(40));
  }
}
