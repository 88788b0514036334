package dev.fathom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.Repertoire;
import dev.fathom.testing.Script;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// What the page reads and writes, call by call, and who may.
@Timeout(60)
class PageApiTest {
  private final LetterForward forward = new LetterForward();

  private static PageStage stage() {
    return PageStage.scripted(
        ServerConfig.DEFAULTS, new Script().when("capital of Germany").say("Berlin."));
  }

  private static HttpResponse<byte[]> fetch(PageStage stage, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = stage.request(path, null);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return Stage.CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void thePageIsForAnybodyAndLoadsFromNowhereElse() throws Exception {
    String key = ApiKey.random();
    ServerConfig config = ServerConfig.DEFAULTS.withKeys(List.of(ApiKey.of("anna", key)));
    try (PageStage stage = PageStage.scripted(config, Repertoire.script())) {
      HttpResponse<byte[]> page = fetch(stage, "/", "Sec-Fetch-Site", "cross-site");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'")
          .doesNotContain("unsafe");
      assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
      assertThat(page.headers().firstValue("Cross-Origin-Opener-Policy")).contains("same-origin");
      assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
      String tag = page.headers().firstValue("ETag").orElseThrow();
      HttpResponse<byte[]> again = fetch(stage, "/", "If-None-Match", tag);
      assertThat(again.statusCode()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      HttpResponse<byte[]> packed = fetch(stage, "/", "Accept-Encoding", "br, gzip");
      assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
      assertThat(packed.headers().firstValue("ETag").orElseThrow()).isNotEqualTo(tag);
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
        assertThat(in.readAllBytes()).isEqualTo(page.body());
      }
      assertThat(fetch(stage, "/", "Accept-Encoding", "gzip;q=0").headers().map())
          .doesNotContainKey("content-encoding");
      HttpResponse<String> head = stage.send("HEAD", "/", "");
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValue("Content-Length")).contains("" + page.body().length);
      assertThat(stage.send("POST", "/", "{}").statusCode()).isEqualTo(405);
      assertThat(fetch(stage, "/nothing.js").statusCode()).isEqualTo(401);
      assertThat(fetch(stage, "/../secret").statusCode()).isIn(400, 401, 404);
      // what belongs to somebody wants the key, and the own page
      assertThat(fetch(stage, "/api/me").statusCode()).isEqualTo(401);
      HttpRequest foreign =
          stage.request("/api/me", key).header("Sec-Fetch-Site", "cross-site").build();
      assertThat(Stage.CLIENT.send(foreign, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(403);
      HttpResponse<String> me = stage.send("GET", "/api/me", "", key);
      assertThat(me.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(Json.tree(me.body()).path("name").asString()).isEqualTo("anna");
      assertThat(Json.tree(me.body()).path("keys").asBoolean()).isTrue();
      assertThat(Json.tree(me.body()).path("keeps").asBoolean()).isFalse();
    }
  }

  @Test
  void chatsAreListedFoundRenamedAndDeleted() throws Exception {
    try (PageStage stage = stage();
        PageStage.Stream tab = stage.events()) {
      String first = stage.chat();
      assertThat(tab.until("changed").path("id").asString()).isEqualTo(first);
      String answer = stage.ask(first, "What is the capital of Germany?");
      assertThat(stage.end(first, answer).path("content").asString()).isEqualTo("Berlin.");
      String second = stage.chat();
      JsonNode list = stage.ok("GET", "/api/chats?limit=1", "");
      assertThat(list.path("chats")).hasSize(1);
      JsonNode rest =
          stage.ok("GET", "/api/chats?limit=1&after=" + list.path("next").asString(), "");
      assertThat(rest.path("chats")).hasSize(1);
      assertThat(rest.has("next")).isFalse();
      JsonNode found = stage.ok("GET", "/api/chats?search=germany", "").path("chats");
      assertThat(found).hasSize(1);
      assertThat(found.path(0).path("id").asString()).isEqualTo(first);
      assertThat(found.path(0).path("snippet").toString()).contains("\"hit\":true");
      JsonNode changed =
          stage.ok(
              "PATCH",
              "/api/chats/" + first,
              "{\"title\":\"Capitals\",\"settings\":{\"system\":\"be brief\"}}");
      assertThat(changed.path("title").asString()).isEqualTo("Capitals");
      assertThat(changed.has("messages")).isFalse();
      assertThat(changed.path("settings").path("system").asString()).isEqualTo("be brief");
      assertThat(stage.send("DELETE", "/api/chats/" + second, "").statusCode()).isEqualTo(204);
      assertThat(stage.send("DELETE", "/api/chats/" + second, "").statusCode()).isEqualTo(404);
      assertThat(stage.send("DELETE", "/api/chats", "").statusCode()).isEqualTo(204);
      assertThat(stage.ok("GET", "/api/chats", "").path("chats")).isEmpty();
    }
  }

  @Test
  void anEditedQuestionIsABranchOfItsOwn() throws Exception {
    try (PageStage stage = stage()) {
      String chat = stage.chat();
      String answer = stage.ask(chat, "capital of Germany");
      stage.end(chat, answer);
      String other = stage.ask(chat, "", "the capital of Germany, again", "{}");
      stage.end(chat, other);
      JsonNode read = stage.ok("GET", "/api/chats/" + chat, "");
      assertThat(read.path("messages")).hasSize(4);
      assertThat(read.path("leaf").asString()).isEqualTo(other);
      stage.ok("PATCH", "/api/chats/" + chat, "{\"leaf\":\"" + answer + "\"}");
      assertThat(stage.ok("GET", "/api/chats/" + chat, "").path("leaf").asString())
          .isEqualTo(answer);
      String question = stage.message(chat, answer).path("parent").asString();
      String regenerated = stage.answer(chat, question, "{}");
      assertThat(stage.end(chat, regenerated).path("parent").asString()).isEqualTo(question);
      assertThat(
              stage
                  .send(
                      "POST",
                      "/api/chats/" + chat + "/answers",
                      "{\"parent\":\"" + regenerated + "\"}")
                  .statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void nobodySeesWhatIsAnothers() throws Exception {
    String anna = ApiKey.random();
    String ben = ApiKey.random();
    ServerConfig config =
        ServerConfig.DEFAULTS.withKeys(List.of(ApiKey.of("anna", anna), ApiKey.of("ben", ben)));
    forward.nanos = 1_000_000;
    try (PageStage stage = PageStage.letters(config, forward);
        PageStage.Stream bens = stage.new Stream("/api/events", ben)) {
      JsonNode made = Json.tree(stage.send("POST", "/api/chats", "{}", anna).body());
      String chat = "/api/chats/" + made.path("id").asString();
      JsonNode question =
          Json.tree(
              stage
                  .send("POST", chat + "/messages", "{\"role\":\"user\",\"content\":\"x\"}", anna)
                  .body());
      String parent = "{\"parent\":\"%s\"}".formatted(question.path("id").asString());
      JsonNode answer = Json.tree(stage.send("POST", chat + "/answers", parent, anna).body());
      String path = chat + "/answers/" + answer.path("id").asString();
      for (String call :
          List.of(
              "GET " + chat,
              "PATCH " + chat,
              "DELETE " + chat,
              "POST " + chat + "/messages",
              "POST " + chat + "/answers",
              "POST " + chat + "/count",
              "GET " + chat + "/export",
              "GET " + path + "/events",
              "POST " + path + "/stop",
              "POST " + path + "/answer_now")) {
        String[] parts = call.split(" ", 2);
        String body =
            parts[0].equals("GET") || parts[0].equals("DELETE")
                ? ""
                : "{\"role\":\"user\",\"content\":\"x\",\"title\":\"mine\",\"parent\":\"%s\"}"
                    .formatted(question.path("id").asString());
        HttpResponse<String> refused = stage.send(parts[0], parts[1], body, ben);
        assertThat(refused.statusCode()).as(call).isEqualTo(404);
      }
      assertThat(stage.send("GET", "/api/chats", "", ben).body()).isEqualTo("{\"chats\":[]}");
      assertThat(stage.send("DELETE", "/api/chats", "", ben).statusCode()).isEqualTo(204);
      assertThat(stage.send("POST", path + "/stop", "", anna).statusCode()).isEqualTo(204);
      stage.send("POST", "/api/chats", "{\"title\":\"ben's\"}", ben);
      // the first that this tab hears is its own
      assertThat(bens.until("changed").path("title").asString()).isEqualTo("ben's");
    }
  }

  @Test
  void anAnswerCountsAgainstTheQuotaUntilItEnds() throws Exception {
    String key = ApiKey.random();
    ApiKey narrow = new ApiKey("anna", ApiKey.of("anna", key).sha256(), 0, 1);
    forward.nanos = 1_000_000;
    try (PageStage stage =
        PageStage.letters(ServerConfig.DEFAULTS.withKeys(List.of(narrow)), forward)) {
      String id =
          Json.tree(stage.send("POST", "/api/chats", "{}", key).body()).path("id").asString();
      String chat = "/api/chats/" + id;
      String question =
          Json.tree(
                  stage
                      .send(
                          "POST", chat + "/messages", "{\"role\":\"user\",\"content\":\"x\"}", key)
                      .body())
              .path("id")
              .asString();
      String parent = "{\"parent\":\"%s\"}".formatted(question);
      HttpResponse<String> first = stage.send("POST", chat + "/answers", parent, key);
      assertThat(first.statusCode()).isEqualTo(202);
      HttpResponse<String> second = stage.send("POST", chat + "/answers", parent, key);
      assertThat(second.statusCode()).isEqualTo(429);
      assertThat(second.headers().firstValue("Retry-After")).isPresent();
      assertThat(stage.send("GET", chat, "", key).body()).doesNotContain("\"failed\"");
      String answer = Json.tree(first.body()).path("id").asString();
      stage.send("POST", chat + "/answers/" + answer + "/stop", "", key);
      try (PageStage.Stream stream =
          stage.new Stream(chat + "/answers/" + answer + "/events", key)) {
        stream.until("end");
      }
      int status = 429;
      for (int i = 0; i < 100 && status == 429; i++) {
        Thread.sleep(20);
        status = stage.send("POST", chat + "/answers", parent, key).statusCode();
      }
      assertThat(status).isEqualTo(202);
    }
  }

  @Test
  void chatsGoOutAsFilesAndComeBack() throws Exception {
    try (PageStage stage = stage()) {
      String chat = stage.chat();
      stage.end(chat, stage.ask(chat, "capital of Germany"));
      HttpResponse<String> file = stage.send("GET", "/api/chats/" + chat + "/export", "");
      assertThat(file.headers().firstValue("Content-Disposition").orElse(""))
          .startsWith("attachment");
      assertThat(stage.send("GET", "/api/chats/" + chat + "/export?format=markdown", "").body())
          .contains("Berlin.");
      assertThat(stage.send("GET", "/api/chats/" + chat + "/export?format=pdf", "").statusCode())
          .isEqualTo(400);
      JsonNode told = stage.ok("POST", "/api/import", stage.send("GET", "/api/export", "").body());
      assertThat(told.path("imported")).hasSize(1);
      assertThat(told.path("skipped")).isEmpty();
      assertThat(stage.ok("GET", "/api/chats", "").path("chats")).hasSize(2);
      HttpRequest binary =
          stage
              .request("/api/import", null)
              .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {-1, 0, 7}))
              .build();
      HttpResponse<String> refused =
          Stage.CLIENT.send(binary, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      assertThat(refused.statusCode()).isEqualTo(400);
    }
  }

  @Test
  void tellsModelsAndStatus() throws Exception {
    try (PageStage stage = stage()) {
      JsonNode models = stage.ok("GET", "/api/models", "");
      assertThat(models.path("models").path(0).path("id").asString()).isEqualTo("scripted");
      assertThat(models.path("models").path(0).path("default").asBoolean()).isTrue();
      assertThat(models.path("free_bytes").asLong()).isPositive();
      assertThat(stage.send("POST", "/api/models/scripted/load", "").statusCode()).isEqualTo(202);
      assertThat(stage.send("POST", "/api/models/none/load", "").statusCode()).isEqualTo(404);
      JsonNode status = stage.ok("GET", "/api/status", "");
      assertThat(status.path("kernels").path("chosen").asString()).isNotEmpty();
      assertThat(status.path("kernels").path("threads").asInt()).isPositive();
      assertThat(status.path("now").path("memory_bytes").asLong()).isPositive();
      assertThat(status.path("series").path("at").size())
          .isEqualTo(status.path("series").path("running").size())
          .isPositive();
    }
  }

  /// Whatever comes: an answer below 500, and the server goes on.
  @Test
  void nothingThatComesBreaksIt() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("nothingThatComesBreaksIt seed " + seed);
    Random random = new Random(seed);
    try (PageStage stage = stage()) {
      String chat = stage.chat();
      String answer = stage.ask(chat, "capital of Germany");
      stage.end(chat, answer);
      List<String> ids =
          List.of(
              chat,
              answer,
              "x",
              "%00",
              "%2e%2e",
              "'%20OR%201=1--",
              "%F0%9F%98%80",
              "a".repeat(300));
      List<String> tails =
          List.of(
              "", "/messages", "/answers", "/count", "/export?format=json", "/export?format=%00");
      List<String> values =
          List.of(
              "\"" + answer + "\"",
              "\"" + chat + "\"",
              "null",
              "1",
              "-1",
              "1e999",
              "[]",
              "{}",
              "\"user\"",
              "\"tool\"",
              "true",
              "\"\\u0000\\ud800\"",
              "[[[{}]]]",
              "[1,{\"name\":1}]",
              "{\"model\":3}",
              "{\"parameters\":{\"top_k\":\"x\"}}",
              "{\"tools\":[{\"type\":1}]}");
      List<String> names =
          List.of(
              "parent",
              "role",
              "content",
              "attachments",
              "settings",
              "title",
              "leaf",
              "continue",
              "tool_call_id",
              "nonsense");
      List<String> methods = List.of("GET", "POST", "PATCH", "POST", "POST", "DELETE");
      for (int i = 0; i < 1000; i++) {
        StringBuilder body = new StringBuilder("{");
        for (String name : names) {
          if (random.nextInt(3) == 0) {
            body.append(body.length() > 1 ? "," : "").append('"').append(name).append("\":");
            body.append(values.get(random.nextInt(values.size())));
          }
        }
        body.append(random.nextInt(20) == 0 ? "" : "}");
        String method = methods.get(random.nextInt(methods.size()));
        String id = ids.get(random.nextInt(ids.size()));
        String path =
            random.nextInt(8) == 0
                ? "/api/chats?search=%22" + id + "*&limit=" + random.nextInt(300) + "&after=" + id
                : "/api/chats/" + id + tails.get(random.nextInt(tails.size()));
        boolean deletes = method.equals("DELETE") && !path.contains("zz");
        HttpResponse<String> response =
            deletes
                ? stage.send(
                    method, path.replace(chat, "none").replace("/api/chats?", "/api/x?"), "")
                : stage.send(method, path, method.equals("GET") ? "" : body.toString());
        assertThat(response.statusCode()).as("%s %s %s", method, path, body).isLessThan(500);
      }
      HttpResponse<String> alive = stage.send("GET", "/api/chats/" + chat, "");
      assertThat(alive.statusCode()).isEqualTo(200);
    }
  }
}
