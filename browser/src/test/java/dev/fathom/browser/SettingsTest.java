package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import dev.fathom.testing.Script;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a chat is set to reaches the model.
@InBrowser
class SettingsTest {
  private static final String WEATHER =
      """
      {"name": "weather", "description": "Tells the weather of a place.",
       "parameters": {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]}}
      """;

  private static final Script SCRIPT =
      new Script()
          .when("You speak like a pirate", "Who are you?")
          .say("Arr, a pirate!")
          .when("Who are you?")
          .say("A model.")
          .when("tell me everything")
          .say("one two three four five six seven eight nine ten")
          .when("calculator", "<tool_response>\n390625")
          .say("It is 390625.")
          .when("calculator", "What is 25^4?")
          .say(Script.call("calculator", "{\"expression\": \"25^4\"}"))
          .when("weather", "<tool_response>\nmild")
          .say("It is mild in Bonn.")
          .when("weather", "What is it like in Bonn?")
          .say(Script.call("weather", "{\"place\": \"Bonn\"}"))
          .when("")
          .say("Yes.");

  private static Stage stage;

  @BeforeAll
  static void open() {
    stage = Stage.with(Cast.scripted(SCRIPT));
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  private static Locator panel(ChatPage chat) {
    chat.at("settings").click();
    assertThat(chat.at("settings-panel")).isVisible();
    return chat.at("settings-panel");
  }

  private static void set(ChatPage chat, String name, String value) {
    chat.at("parameter-" + name).fill(value);
    chat.at("parameter-" + name).press("Tab");
  }

  private static void done(ChatPage chat) {
    chat.page.keyboard().press("Escape");
    assertThat(chat.at("settings-panel")).hasCount(0);
  }

  /// What the server has kept of the chat on show.
  private static JsonObject kept(ChatPage chat) {
    String id = chat.page.url().replaceFirst(".*#/c/", "");
    APIResponse told = chat.visitor.context().request().get("/api/chats/" + id);
    return new Gson().fromJson(told.text(), JsonObject.class).getAsJsonObject("settings");
  }

  @Test
  void theSystemPromptReachesTheModel() {
    ChatPage chat = stage.visit();
    panel(chat);
    chat.at("system-prompt").fill("You speak like a pirate.");
    done(chat);
    chat.ask("Who are you?").answered("Arr, a pirate!");
    assertThat(kept(chat).get("system").getAsString()).isEqualTo("You speak like a pirate.");
  }

  @Test
  void aSystemPromptChangedLaterHoldsFromTheNextAnswerOn() {
    ChatPage chat = stage.visit();
    chat.ask("Who are you?").answered("A model.");
    panel(chat);
    chat.at("system-prompt").fill("You speak like a pirate.");
    done(chat);
    chat.page.waitForTimeout(600);
    chat.at("regenerate").click();
    chat.answered("Arr, a pirate!");
  }

  @Test
  void theLongestAnswerIsKeptToAndCanBeContinued() {
    ChatPage chat = stage.visit();
    panel(chat);
    set(chat, "max_tokens", "12");
    done(chat);
    chat.ask("tell me everything");
    assertThat(chat.at("ending")).hasAttribute("data-kind", "length");
    assertThat(chat.assistant()).not().containsText("ten");
    for (int i = 0; i < 8 && chat.at("continue").count() > 0; i++) {
      String before = chat.at("answer-text").textContent();
      chat.at("continue").click();
      assertThat(chat.at("answer-text")).not().hasText(before);
      chat.rests();
    }
    assertThat(chat.at("answer-text")).hasText("one two three four five six seven eight nine ten");
  }

  @Test
  void parametersAndPresetsReachTheServer() {
    ChatPage chat = stage.visit();
    panel(chat);
    chat.at("preset-creative").click();
    set(chat, "top_k", "17");
    set(chat, "seed", "4711");
    done(chat);
    chat.ask("Set?").rests();
    JsonObject parameters = kept(chat).getAsJsonObject("parameters");
    assertThat(parameters.get("temperature").getAsDouble()).isEqualTo(1.1);
    assertThat(parameters.get("top_p").getAsDouble()).isEqualTo(0.98);
    assertThat(parameters.get("top_k").getAsInt()).isEqualTo(17);
    assertThat(parameters.get("seed").getAsLong()).isEqualTo(4711);
  }

  @Test
  void aPresetOfOnesOwnIsKept() {
    ChatPage chat = stage.visit();
    panel(chat);
    set(chat, "temperature", "0.35");
    chat.at("preset-keep").click();
    chat.at("preset-name").fill("Mine");
    chat.at("preset-name").press("Enter");
    assertThat(chat.at("preset-kept")).hasText("Mine");
    chat.at("preset-own").click();
    chat.page.reload();
    panel(chat);
    chat.at("preset-kept").click();
    assertThat(chat.at("parameter-temperature")).hasValue("0.35");
  }

  @Test
  void aToolOfThePageIsCalledAndItsResultReachesTheModel() {
    ChatPage chat = stage.visit();
    panel(chat);
    chat.at("tool-calculator").check();
    done(chat);
    chat.ask("What is 25^4?").answered("It is 390625.");
    Locator call = chat.at("tool-call");
    assertThat(call).containsText("calculator");
    call.locator("summary").click();
    assertThat(call).containsText("25^4");
    assertThat(chat.at("tool-result")).containsText("390625");
  }

  @Test
  void theReaderAnswersForAToolThatIsDescribedAsJson() {
    ChatPage chat = stage.visit();
    panel(chat);
    chat.at("tools").locator("summary").click();
    chat.at("tool-json").fill("{\"name\": ");
    chat.at("tool-add").click();
    assertThat(chat.at("tools").locator("[role=alert]")).not().isEmpty();
    chat.at("tool-json").fill(WEATHER);
    chat.at("tool-add").click();
    assertThat(chat.at("tools")).containsText("weather");
    done(chat);
    chat.ask("What is it like in Bonn?");
    assertThat(chat.at("tool-call")).containsText("Bonn");
    chat.at("tool-input").fill("mild");
    chat.at("tool-submit").click();
    chat.answered("It is mild in Bonn.");
  }
}
