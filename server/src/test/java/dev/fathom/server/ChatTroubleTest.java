package dev.fathom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.engine.EngineOptions;
import dev.fathom.tensor.ElementType;
import dev.fathom.testing.HashedModel;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A store that is damaged or locked, and chats that must leave no trace.
@Timeout(60)
class ChatTroubleTest {
  @TempDir private Path folder;
  private final LetterForward forward = new LetterForward();

  private ServerConfig config() {
    return ServerConfig.DEFAULTS.withChats(folder.resolve("chats.db"));
  }

  @Test
  void aDamagedFileIsSaidAndTheRestIsServed() throws Exception {
    Files.writeString(folder.resolve("chats.db"), "this is no database, but words. ".repeat(500));
    try (PageStage stage = PageStage.letters(config(), forward)) {
      HttpResponse<String> refused = stage.send("GET", "/api/chats", "");
      assertThat(refused.statusCode()).isEqualTo(500);
      assertThat(refused.body()).contains("chats_corrupt").doesNotContain("Exception");
      assertThat(stage.send("POST", "/api/chats", "{}").statusCode()).isEqualTo(500);
      assertThat(stage.ok("GET", "/api/me", "").path("keeps").asBoolean()).isTrue();
      assertThat(
              stage
                  .send(
                      "POST",
                      "/v1/chat/completions",
                      "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":3}")
                  .statusCode())
          .isEqualTo(200);
    }
    assertThat(Files.readString(folder.resolve("chats.db"))).startsWith("this is no database");
  }

  @Test
  void anAnswerThatCannotBeStoredIsShownAndStoredLater() throws Exception {
    forward.nanos = 1_000_000;
    try (PageStage stage = PageStage.letters(config(), forward)) {
      String chat = stage.chat();
      JsonNode end;
      String answer;
      try (Connection other =
              DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("chats.db"));
          Statement lock = other.createStatement()) {
        answer = stage.ask(chat, "", "x", "{\"parameters\":{\"max_tokens\":300}}");
        lock.execute("BEGIN IMMEDIATE");
        end = stage.end(chat, answer);
        assertThat(end.path("content").asString())
            .isEqualTo(LetterForward.answer("user:x;a:", 300));
        assertThat(end.path("error").path("code").asString()).isEqualTo("chats_locked");
        assertThat(stage.message(chat, answer)).isEqualTo(end);
        HttpResponse<String> refused = stage.send("POST", "/api/chats", "{}");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        lock.execute("ROLLBACK");
      }
      JsonNode later = end;
      for (int i = 0; i < 200 && later.has("error"); i++) {
        Thread.sleep(50);
        later = stage.message(chat, answer);
      }
      assertThat(later.path("state").asString()).isEqualTo("done");
      assertThat(later.has("error")).isFalse();
      assertThat(later.path("content")).isEqualTo(end.path("content"));
    }
  }

  @Test
  void aDeletedChatIsInNoCache() throws Exception {
    Path prefixes = folder.resolve("prefixes");
    EngineOptions options =
        new EngineOptions(
            1 << 14,
            ElementType.F16,
            256,
            EngineOptions.Sequences.DEFAULTS,
            new EngineOptions.Prefixes(prefixes, 1 << 26),
            0);
    String secret = "nobody but me knows of the fish. ".repeat(30);
    String settings = "{\"parameters\":{\"max_tokens\":5}}";
    try (HashedModel model = new HashedModel(options);
        PageStage stage = PageStage.hashed(config(), model)) {
      String chat = stage.chat();
      stage.end(chat, stage.ask(chat, "", secret, settings));
      String again = stage.ask(chat, "", secret, settings);
      assertThat(stage.end(chat, again).path("usage").path("cached_tokens").asInt()).isPositive();
      for (int i = 0; i < 300 && count(prefixes) == 0; i++) {
        Thread.sleep(10);
      }
      assertThat(count(prefixes)).isPositive();
      stage.ok("DELETE", "/api/chats/" + chat, "");
      assertThat(count(prefixes)).isZero();
      assertThat(model.engine().load().cachedPages()).isZero();
      String other = stage.chat();
      String fresh = stage.ask(other, "", secret, settings);
      assertThat(stage.end(other, fresh).path("usage").path("cached_tokens").asInt()).isZero();
      stage.ok("DELETE", "/api/chats", "");
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain("nobody but me");
        }
      }
    }
  }

  private static long count(Path folder) throws Exception {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }
}
