package dev.fathom.train.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.fathom.train.evaluate.EndpointAnswerer.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointAnswererTest {
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final AtomicInteger calls = new AtomicInteger();
  private final HttpServer server;

  EndpointAnswererTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private interface Reply {
    String to(int call, String request) throws Exception;
  }

  private void serve(int status, Reply reply) {
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          try (exchange) {
            String request =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] body =
                reply.to(calls.incrementAndGet(), request).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
          } catch (IOException | RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IOException(e);
          }
        });
  }

  private Endpoint endpoint(Duration timeout) {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/");
    return new Endpoint(base, "teacher", "", timeout, 4);
  }

  private List<Answered> ask(Duration timeout, int count) {
    try (EndpointAnswerer answerer = new EndpointAnswerer(endpoint(timeout))) {
      return answerer.answer(
          IntStream.range(0, count)
              .mapToObj(i -> new Asked("q" + i, 0.5, i, 99, Asked.UNBOUNDED))
              .toList());
    }
  }

  private static String answer(String content, String reason) {
    return """
        {"choices":[{"message":{"content":"%s"},"finish_reason":"%s"}],
         "usage":{"completion_tokens":7,"completion_tokens_details":{"reasoning_tokens":5}}}"""
        .formatted(content, reason);
  }

  @Test
  void answersInOrderBehindTheThought() {
    serve(
        200,
        (call, request) ->
            answer("<think>hm</think> " + request.replaceAll(".*\"(q\\d+)\".*", "$1"), "stop"));
    List<Answered> answers = ask(LONG, 20);
    assertThat(answers)
        .extracting(Answered::answer)
        .isEqualTo(IntStream.range(0, 20).mapToObj(i -> "q" + i).toList());
    assertThat(answers.getFirst()).isEqualTo(new Answered("q0", 5, 7, false, "", "hm"));
  }

  @Test
  void takesThoughtsThatAreToldApart() {
    serve(
        200,
        (call, request) ->
            answer("12", "stop")
                .replace("\"content\"", "\"reasoning_content\":\"hm\",\"content\""));
    assertThat(ask(LONG, 1).getFirst()).extracting(Answered::thought).isEqualTo("hm");
  }

  @Test
  void saysWhetherAnAnswerWasCut() {
    serve(200, (call, request) -> answer("12", "length"));
    assertThat(ask(LONG, 1).getFirst().truncated()).isTrue();
  }

  @Test
  void triesAgainAndThenSaysThatItTimedOut() {
    serve(
        200,
        (call, request) -> {
          Thread.sleep(5000);
          return answer("late", "stop");
        });
    assertThat(ask(SHORT, 1).getFirst().failure()).contains("/v1/: no answer within 700 ms");
    assertThat(calls.get()).isEqualTo(3);
  }

  @Test
  void tellsRubbishInOneLine() {
    serve(200, (call, request) -> List.of("<html>\n no", "{}", "[3]", "", "null").get(call - 1));
    for (int i = 0; i < 5; i++) {
      assertThat(ask(LONG, 1).getFirst().failure()).contains("/v1/: ").doesNotContain("\n");
    }
    assertThat(calls.get()).isEqualTo(5);
  }

  @Test
  void tellsAStatusAndDoesNotAskAgainWhereThatCannotHelp() {
    serve(404, (call, request) -> "{\"error\":\"no model teacher\"}");
    assertThat(ask(LONG, 1).getFirst().failure())
        .endsWith("status 404: {\"error\":\"no model teacher\"}");
    assertThat(calls.get()).isEqualTo(1);
  }

  @Test
  void asksAgainAfterAServersError() {
    serve(503, (call, request) -> "busy");
    assertThat(ask(LONG, 1).getFirst().failure()).endsWith("status 503: busy");
    assertThat(calls.get()).isEqualTo(3);
  }

  @Test
  void saysThatNobodyIsThere() {
    server.stop(0);
    assertThat(ask(LONG, 1).getFirst().failure()).contains("cannot be reached");
  }

  @Test
  void refusesWhatIsNoAddress() {
    assertThatThrownBy(() -> new Endpoint(URI.create("localhost"), "m", "", LONG, 1))
        .hasMessageContaining("an address like http://localhost:8080/v1, got localhost");
  }
}
