package dev.fathom.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A text by which a model, or whoever has written into what it read, attacks the page. It succeeds
/// when `hit()` runs, when anything is asked of another host, or when an element stands on the page
/// that text may not make.
record Payload(String name, String text) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /// All of `payloads.jsonl`. A line is a text, or a text with `@` for each one `of` several, or a
  /// `piece` repeated so many `times` between what stands before and after it.
  static List<Payload> all() {
    var payloads = new ArrayList<Payload>();
    var file = Objects.requireNonNull(Payload.class.getResourceAsStream("payloads.jsonl"));
    try (var lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      lines.lines().map(JSON::readTree).forEach(line -> expand(line, payloads));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return payloads;
  }

  private static void expand(JsonNode line, List<Payload> payloads) {
    String name = line.get("name").asString();
    String text = line.get("text").asString();
    if (line.has("piece")) {
      String middle = line.get("piece").asString().repeat(line.get("times").asInt());
      payloads.add(new Payload(name, text + middle + line.get("after").asString()));
      return;
    }
    int count = 0;
    for (JsonNode each : line.get("of")) {
      String filled = text.replace("@", each.asString());
      payloads.add(new Payload(name + "-" + ++count, filled));
    }
  }

  /// Whether it attacks by its size.
  boolean huge() {
    return text.length() > 10_000;
  }
}
