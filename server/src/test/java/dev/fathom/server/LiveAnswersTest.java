package dev.fathom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Script;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Answers that belong to the server and not to the tab.
@Timeout(60)
class LiveAnswersTest {
  private static final String TOOLS =
      """
      {"tools":[{"type":"function","function":{"name":"getWeather","description":"x",
      "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]}
      """;
  private static final Script SCRIPT =
      new Script()
          .when("think first")
          .say("<think>\nGermany, so Berlin.\n</think>\n\nBerlin.")
          .when("weather in Munich", "<tool_response>\nsunny")
          .say("It is sunny in Munich.")
          .when("weather in Munich")
          .say(Script.call("getWeather", "{\"city\": \"Munich\"}"))
          .when("notes.txt:\n```\nthe password is fish\n```\n\nWhat is")
          .say("It is fish.")
          .when("capital of Germany")
          .say("The capital of Germany is Berlin.");

  @TempDir private Path folder;
  private final LetterForward forward = new LetterForward();

  private PageStage scripted() {
    return PageStage.scripted(ServerConfig.DEFAULTS, SCRIPT);
  }

  private PageStage letters() {
    forward.nanos = 1_000_000;
    return PageStage.letters(ServerConfig.DEFAULTS, forward);
  }

  @Test
  void anAnswerIsWrittenWatchedAndKept() throws Exception {
    try (PageStage stage = scripted()) {
      String chat = stage.chat();
      String answer = stage.ask(chat, "think first: the capital?");
      try (PageStage.Stream stream = stage.watch(chat, answer)) {
        PageStage.Event first = Objects.requireNonNull(stream.next());
        assertThat(first.name()).isEqualTo("snapshot");
        JsonNode end = stream.until("end").path("message");
        assertThat(end.path("content").asString()).isEqualTo("Berlin.");
        assertThat(end.path("thinking").asString().strip()).isEqualTo("Germany, so Berlin.");
        assertThat(end.path("state").asString()).isEqualTo("done");
        assertThat(end.path("finish").asString()).isEqualTo("stop");
        assertThat(stream.next()).isNull();
        assertThat(stage.message(chat, answer)).isEqualTo(end);
        JsonNode usage = end.path("usage");
        for (String name :
            new String[] {
              "prompt_tokens", "thinking_tokens", "answer_tokens", "total_ms", "context_tokens"
            }) {
          assertThat(usage.path(name).isNumber()).as(name).isTrue();
        }
        assertThat(usage.path("thinking_tokens").asInt()).isPositive();
        assertThat(usage.path("answer_tokens").asInt()).isPositive();
        assertThat(usage.path("context_limit").asInt()).isEqualTo(32_768);
        assertThat(usage.path("context_tokens").asInt())
            .isEqualTo(
                usage.path("prompt_tokens").asInt()
                    + usage.path("thinking_tokens").asInt()
                    + usage.path("answer_tokens").asInt());
      }
      // an answer that is over can be watched, too
      assertThat(stage.end(chat, answer).path("content").asString()).isEqualTo("Berlin.");
      JsonNode read = stage.ok("GET", "/api/chats/" + chat, "");
      assertThat(read.path("leaf").asString()).isEqualTo(answer);
      assertThat(read.path("running").asBoolean()).isFalse();
      assertThat(read.path("model").asString()).isEqualTo("scripted");
    }
  }

  @Test
  void twoTabsReadTheSameAnswerWheneverTheyCome() throws Exception {
    try (PageStage stage = letters()) {
      String chat = stage.chat();
      String answer = stage.ask(chat, "", "x", "{\"parameters\":{\"max_tokens\":400}}");
      try (PageStage.Stream early = stage.watch(chat, answer)) {
        StringBuilder read = new StringBuilder();
        JsonNode snapshot = early.until("snapshot").path("message");
        read.append(snapshot.path("content").asString());
        while (read.length() < 100) {
          read.append(early.until("answer").path("text").asString());
        }
        try (PageStage.Stream late = stage.watch(chat, answer)) {
          // as a tab that was closed and opened again
          String known = late.until("snapshot").path("message").path("content").asString();
          assertThat(known).startsWith(read.toString().substring(0, 100));
          StringBuilder other = new StringBuilder(known);
          JsonNode end = rest(late, other);
          rest(early, read);
          String expected = LetterForward.answer("user:x;a:", 400);
          assertThat(read.toString()).isEqualTo(expected);
          assertThat(other.toString()).isEqualTo(expected);
          assertThat(end.path("content").asString()).isEqualTo(expected);
          assertThat(end.path("finish").asString()).isEqualTo("length");
        }
      }
    }
  }

  private static JsonNode rest(PageStage.Stream stream, StringBuilder text) throws Exception {
    for (PageStage.Event event = stream.next(); event != null; event = stream.next()) {
      if (event.name().equals("answer")) {
        text.append(event.data().path("text").asString());
      }
      if (event.name().equals("end")) {
        return event.data().path("message");
      }
    }
    throw new AssertionError("no end");
  }

  @Test
  void stopKeepsWhatIsThereAndContinueGoesOn() throws Exception {
    try (PageStage stage = letters()) {
      String chat = stage.chat();
      String answer = stage.ask(chat, "x");
      String path = "/api/chats/" + chat + "/answers/" + answer;
      try (PageStage.Stream stream = stage.watch(chat, answer)) {
        stream.until("answer");
        stage.ok("POST", path + "/stop", "");
        JsonNode end = stream.until("end").path("message");
        String said = end.path("content").asString();
        assertThat(end.path("state").asString()).isEqualTo("stopped");
        assertThat(said).isNotEmpty();
        assertThat(end.has("finish")).isFalse();
        assertThat(end.path("usage").path("answer_tokens").asInt()).isPositive();
        assertThat(stage.send("POST", path + "/stop", "").statusCode()).isEqualTo(404);
        JsonNode again =
            stage.ok(
                "POST",
                "/api/chats/" + chat + "/answers",
                "{\"parent\":\"%s\",\"continue\":true,\"settings\":{\"parameters\":{\"max_tokens\":20}}}"
                    .formatted(answer));
        assertThat(again.path("id").asString()).isEqualTo(answer);
        assertThat(again.path("state").asString()).isEqualTo("running");
        JsonNode longer = stage.end(chat, answer);
        assertThat(longer.path("content").asString()).startsWith(said).hasSize(said.length() + 20);
        assertThat(longer.path("usage").path("answer_tokens").asInt())
            .isEqualTo(end.path("usage").path("answer_tokens").asInt() + 20);
      }
    }
  }

  @Test
  void answerNowIsForAnswersThatRun() throws Exception {
    try (PageStage stage = letters()) {
      String chat = stage.chat();
      String answer = stage.ask(chat, "x");
      String path = "/api/chats/" + chat + "/answers/" + answer + "/answer_now";
      assertThat(stage.send("POST", path, "").statusCode()).isEqualTo(204);
      stage.ok("DELETE", "/api/chats/" + chat, "");
      assertThat(stage.send("POST", path, "").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void toolsAreCalledAndTheirResultsRead() throws Exception {
    try (PageStage stage = scripted()) {
      String chat = stage.chat();
      String answer = stage.ask(chat, "", "weather in Munich?", TOOLS);
      StringBuilder arguments = new StringBuilder();
      JsonNode end = Json.object();
      try (PageStage.Stream stream = stage.watch(chat, answer)) {
        for (PageStage.Event event = stream.next(); event != null; event = stream.next()) {
          if (event.name().equals("arguments")) {
            arguments.append(event.data().path("text").asString());
          }
          if (event.name().equals("end")) {
            end = event.data().path("message");
          }
        }
      }
      assertThat(end.path("finish").asString()).isEqualTo("tool_calls");
      JsonNode call = end.path("tool_calls").path(0);
      assertThat(call.path("name").asString()).isEqualTo("getWeather");
      assertThat(call.path("arguments").asString()).contains("Munich");
      assertThat(call.path("arguments").asString()).endsWith(arguments.toString());
      JsonNode result =
          stage.ok(
              "POST",
              "/api/chats/" + chat + "/messages",
              "{\"parent\":\"%s\",\"role\":\"tool\",\"content\":\"sunny\",\"tool_call_id\":\"%s\"}"
                  .formatted(answer, call.path("id").asString()));
      assertThat(result.path("role").asString()).isEqualTo("tool");
      String second = stage.answer(chat, result.path("id").asString(), TOOLS);
      assertThat(stage.end(chat, second).path("content").asString())
          .isEqualTo("It is sunny in Munich.");
    }
  }

  @Test
  void attachmentsStandBeforeTheQuestion() throws Exception {
    try (PageStage stage = scripted()) {
      String chat = stage.chat();
      JsonNode question =
          stage.ok(
              "POST",
              "/api/chats/" + chat + "/messages",
              """
              {"role":"user","content":"What is the password?","attachments":[
              {"name":"notes.txt","media_type":"text/plain","bytes":20,"text":"the password is fish"}]}
              """);
      assertThat(question.path("attachments").path(0).path("name").asString())
          .isEqualTo("notes.txt");
      String answer = stage.answer(chat, question.path("id").asString(), "{}");
      assertThat(stage.end(chat, answer).path("content").asString()).isEqualTo("It is fish.");
    }
  }

  @Test
  void whatDoesNotFitIsRefusedAndNothingIsStored() throws Exception {
    try (PageStage stage = scripted()) {
      String chat = stage.chat();
      JsonNode question =
          stage.ok(
              "POST",
              "/api/chats/" + chat + "/messages",
              "{\"role\":\"user\",\"content\":\"%s\"}".formatted("long ".repeat(40_000)));
      HttpResponse<String> refused =
          stage.send(
              "POST",
              "/api/chats/" + chat + "/answers",
              "{\"parent\":\"%s\"}".formatted(question.path("id").asString()));
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("context_length_exceeded").contains("32,768");
      assertThat(stage.ok("GET", "/api/chats/" + chat, "").path("messages")).hasSize(1);
      JsonNode count = stage.ok("POST", "/api/chats/" + chat + "/count", "{\"content\":\"hello\"}");
      assertThat(count.path("tokens").asInt()).isPositive();
      assertThat(count.path("context").asInt()).isEqualTo(32_768);
    }
  }

  @Test
  void aChatThatIsDeletedWhileItAnswersIsGone() throws Exception {
    try (PageStage stage = letters();
        PageStage.Stream tab = stage.events()) {
      String chat = stage.chat();
      String answer = stage.ask(chat, "x");
      try (PageStage.Stream stream = stage.watch(chat, answer)) {
        stream.until("answer");
        assertThat(stage.send("DELETE", "/api/chats/" + chat, "").statusCode()).isEqualTo(204);
        PageStage.Event last = stream.next();
        while (last != null) {
          assertThat(last.name()).isNotEqualTo("end");
          last = stream.next();
        }
      }
      assertThat(stage.send("GET", "/api/chats/" + chat, "").statusCode()).isEqualTo(404);
      assertThat(tab.until("deleted").path("id").asString()).isEqualTo(chat);
      Thread.sleep(1200);
      assertThat(stage.ok("GET", "/api/chats", "").path("chats")).isEmpty();
      assertThat(stage.send("GET", "/api/chats/" + chat, "").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aServerThatEndsLeavesTheTextBehind() throws Exception {
    Path file = folder.resolve("chats.db");
    Patience quick =
        new Patience(
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMillis(200),
            Duration.ofSeconds(10));
    ServerConfig config = ServerConfig.DEFAULTS.withChats(file).withPatience(quick);
    forward.nanos = 1_000_000;
    String chat;
    String answer;
    String seen;
    try (PageStage stage = PageStage.letters(config, forward)) {
      assertThat(stage.ok("GET", "/api/me", "").path("keeps").asBoolean()).isTrue();
      chat = stage.chat();
      answer = stage.ask(chat, "x");
      try (PageStage.Stream stream = stage.watch(chat, answer)) {
        seen = stream.until("answer").path("text").asString();
      }
    }
    try (PageStage stage = PageStage.letters(config, new LetterForward())) {
      JsonNode message = stage.message(chat, answer);
      assertThat(message.path("state").asString()).isEqualTo("interrupted");
      assertThat(message.path("content").asString()).contains(seen);
      assertThat(LetterForward.answer("user:x;a:", 10_000))
          .startsWith(message.path("content").asString());
    }
  }

  @Test
  void aBrokenEngineIsSaidInTheMessage() throws Exception {
    forward.fragile = true;
    try (PageStage stage = letters()) {
      String chat = stage.chat();
      String answer = stage.ask(chat, "", "a\u001e", "{\"parameters\":{\"max_tokens\":5}}");
      JsonNode end = stage.end(chat, answer);
      assertThat(end.path("state").asString()).isEqualTo("failed");
      assertThat(end.path("error").path("code").asString()).isEqualTo("generation_failed");
      assertThat(stage.message(chat, answer).path("state").asString()).isEqualTo("failed");
    }
  }
}
