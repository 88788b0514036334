package dev.fathom.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Loads an OpenAI-compatible server with streamed completions of random token ids, all at once,
/// and prints one line of JSON. A single file without dependencies: `java ServerLoad.java URL
/// STREAMS PROMPT ANSWER ROUNDS END_ID,...`.
///
/// The first token's time is that of the first chunk with text; tokens are those the server counts
/// in `usage`.
public final class ServerLoad {
  private static final Pattern TEXT = Pattern.compile("\"text\":\"(?!\")");
  private static final Pattern COUNTED = Pattern.compile("\"completion_tokens\":(\\d+)");
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ServerLoad() {}

  /// What one stream saw.
  private record Answer(double firstSeconds, int tokens) {}

  /// What is asked of the server.
  private record Load(URI completions, int streams, int prompt, int answer, String bias) {}

  public static void main(String[] args) throws Exception {
    int streams = Integer.parseInt(args[1]);
    String bias =
        Stream.of(args[5].split(","))
            .map(id -> "\"" + id + "\":-100")
            .collect(Collectors.joining(",", "{", "}"));
    Load load =
        new Load(
            URI.create(args[0] + "/v1/completions"),
            streams,
            Integer.parseInt(args[2]),
            Integer.parseInt(args[3]),
            bias);
    List<Double> firsts = new ArrayList<>();
    List<Double> speeds = new ArrayList<>();
    for (int round = 0; round < Integer.parseInt(args[4]); round++) {
      long start = System.nanoTime();
      // prompts that no cache has seen
      List<Answer> answers = round(load, start);
      double seconds = (System.nanoTime() - start) / 1e9;
      answers.forEach(answer -> firsts.add(answer.firstSeconds()));
      speeds.add(answers.stream().mapToInt(Answer::tokens).sum() / seconds);
    }
    System.out.printf(
        Locale.ROOT,
        "{\"tokens_per_second\":%.2f,\"first_p50\":%.3f,\"first_p95\":%.3f}%n",
        quantile(speeds, 0.5),
        quantile(firsts, 0.5),
        quantile(firsts, 0.95));
  }

  private static List<Answer> round(Load load, long seed) throws Exception {
    List<Callable<Answer>> calls = new ArrayList<>();
    for (int stream = 0; stream < load.streams(); stream++) {
      String body = body(load, new Random(seed + stream));
      calls.add(() -> stream(load, body));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> call : threads.invokeAll(calls)) {
        answers.add(call.get());
      }
      return answers;
    }
  }

  private static String body(Load load, Random random) {
    String ids =
        random
            .ints(load.prompt(), 1000, 90_000)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","));
    return "{\"prompt\":[%s],\"max_tokens\":%d,\"temperature\":0,\"stream\":true,\"stream_options\":{\"include_usage\":true},\"logit_bias\":%s}"
        .formatted(ids, load.answer(), load.bias());
  }

  private static Answer stream(Load load, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(load.completions())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    long start = System.nanoTime();
    var response = CLIENT.send(request, BodyHandlers.ofLines());
    double[] first = {Double.NaN};
    int[] tokens = {0};
    try (Stream<String> lines = response.body()) {
      lines.forEach(
          line -> {
            if (response.statusCode() != 200) {
              throw new IllegalStateException(response.statusCode() + ": " + line);
            }
            if (Double.isNaN(first[0]) && TEXT.matcher(line).find()) {
              first[0] = (System.nanoTime() - start) / 1e9;
            }
            Matcher counted = COUNTED.matcher(line);
            if (counted.find()) {
              tokens[0] = Integer.parseInt(counted.group(1));
            }
          });
    }
    return new Answer(first[0], tokens[0]);
  }

  private static double quantile(List<Double> values, double share) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }
}
