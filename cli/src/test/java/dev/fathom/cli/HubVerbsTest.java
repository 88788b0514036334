package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fathom.cli.Stage.Outcome;
import dev.fathom.testing.SharedData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The verbs about pulled models, against a small hub in this process that gives away a fixture.
class HubVerbsTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path home;
  private Path fixture = Path.of("");
  private final HttpServer server;
  private final Map<String, String> variables = new HashMap<>();

  HubVerbsTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
  }

  @BeforeEach
  void serve() {
    fixture = SharedData.path("fixtures/tiny-qwen2");
    server.createContext("/", this::answer);
    server.start();
    variables.put("HF_HOME", home.toString());
    variables.put("HF_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String file = "/org/tiny/resolve/" + COMMIT + "/";
    byte[] body = new byte[0];
    int status = 404;
    if (path.equals("/api/models/org/tiny/revision/main")) {
      body = listing().getBytes(StandardCharsets.UTF_8);
      status = 200;
    } else if (path.startsWith(file)) {
      body = Files.readAllBytes(fixture.resolve(path.substring(file.length())));
      status = 200;
    } else {
      exchange.getResponseHeaders().add("X-Error-Code", "RepoNotFound");
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String listing() throws IOException {
    StringBuilder siblings = new StringBuilder();
    try (Stream<Path> files = Files.list(fixture)) {
      for (Path file : files.sorted().toList()) {
        byte[] content = Files.readAllBytes(file);
        siblings.append(siblings.isEmpty() ? "" : ",");
        siblings.append(
            "{\"rfilename\":\"%s\",\"lfs\":{\"sha256\":\"%s\",\"size\":%d}}"
                .formatted(file.getFileName(), sha256(content), content.length));
      }
    }
    return "{\"sha\":\"%s\",\"gated\":false,\"cardData\":{\"license\":\"apache-2.0\"},\"siblings\":[%s]}"
        .formatted(COMMIT, siblings);
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private Outcome run(String... words) {
    return run(Locale.ENGLISH, words);
  }

  private Outcome run(Locale locale, String... words) {
    return new Stage.Scene(new byte[0], locale, Set.of(), variables).run(words);
  }

  @Test
  void pullsAsksShowsVerifiesAndRemoves() throws IOException {
    Outcome pulled = run("pull", "org/tiny");
    assertThat(pulled.code()).as(pulled.err()).isZero();
    assertThat(pulled.err())
        .contains("licence: apache-2.0")
        .contains("(org/tiny, commit 01234567)");
    Path folder = Path.of(pulled.out().strip());
    assertThat(folder.resolve("model.safetensors"))
        .hasSameBinaryContentAs(fixture.resolve("model.safetensors"));
    assertThat(folder.resolve("model-bf16.gguf")).doesNotExist();

    Outcome asked = run("inspect", "org/tiny");
    assertThat(asked.code()).as(asked.err()).isZero();
    assertThat(asked.out()).contains("tiny").doesNotContain(COMMIT);
    assertThat(
            run("bench", "-m", "org/tiny", "-p", "8", "-n", "2", "-r", "1", "--warmup", "0").code())
        .isZero();
    assertThat(run("list").out()).contains("org/tiny").contains("main");
    assertThat(run("show", "org/tiny").out()).contains(COMMIT).contains("model.safetensors");
    assertThat(run("du").out()).contains("org/tiny").contains("4.46 MB");
    assertThat(run("verify", "org/tiny").out()).contains("right: model.safetensors");

    Path bundle = home.resolve("tiny.tar");
    assertThat(run("bundle", "pack", "org/tiny", bundle.toString()).code()).isZero();
    assertThat(run("rm", "org/tiny").err()).contains("org/tiny is gone; 4.46 MB");
    assertThat(run("list").err()).contains("no models in");
    assertThat(run("bundle", "unpack", bundle.toString()).code()).isZero();
    Path blob = folder.resolve("model.safetensors").toRealPath();
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length / 2] ^= 1;
    Files.write(blob, bytes);
    Outcome wrong = run("verify", "org/tiny");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.out()).contains("WRONG: model.safetensors");
  }

  @Test
  void takesTheQuantisationThatIsAskedFor() {
    Outcome pulled = run("pull", "org/tiny:Q4_K_M", "--json");
    assertThat(pulled.code()).as(pulled.err()).isZero();
    assertThat(pulled.out()).contains("\"licence\":\"apache-2.0\"").contains("model-Q4_K_M.gguf");
    assertThat(run("inspect", "org/tiny:Q4_K_M").out()).contains("GGUF");
  }

  @Test
  void saysInOneLineWhatIsWrong() {
    assertThat(run("pull", "org/absent").errLines())
        .singleElement()
        .asString()
        .contains("org/absent: no such repository");
    assertThat(run(Locale.GERMAN, "pull", "org/absent").err()).contains("kein solches Repository");
    assertThat(run("ask", "-m", "org/tiny", "x").errLines())
        .containsExactly("fathom: org/tiny: is not here; try 'fathom pull org/tiny'");
    assertThat(run("ask", "-m", "r1", "x").err()).contains("r1:1.5b");
    assertThat(run("pull", fixture.toString()).code()).isEqualTo(2);
    assertThat(run("verify", home.toString()).err()).contains("no *.safetensors");
    variables.put("HF_HUB_OFFLINE", "1");
    assertThat(run("pull", "org/tiny").err()).contains("HF_HUB_OFFLINE forbids");
  }

  @Test
  void namesWhatShortNamesStandFor() {
    assertThat(run("show").out()).contains("r1:1.5b").contains("not R1 itself");
    assertThat(run("show", "--json").out()).contains("\"licence\":\"MIT (base Apache-2.0)\"");
  }

  @Test
  void helpsInBothLanguages() {
    for (String verb : List.of("pull", "list", "show", "verify", "rm", "du", "bundle")) {
      assertThat(run(verb, "--help").out()).contains("Show this help.");
      assertThat(run(Locale.GERMAN, verb, "--help").out()).contains("Diese Hilfe zeigen.");
    }
  }
}
