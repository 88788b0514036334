package dev.fathom.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.json.JsonMapper;

/// Every part of `tokenizer.json` beside Hugging Face's tokenizers; see `nasty/ORIGIN.md`.
final class JsonPartsTest {
  @TestFactory
  List<DynamicTest> doesWhatHuggingFaceDoes() throws IOException {
    JsonPart file;
    try (InputStream in = JsonPartsTest.class.getResourceAsStream("nasty/parts.json.gz")) {
      byte[] bytes = new GZIPInputStream(Objects.requireNonNull(in)).readAllBytes();
      file = JsonSource.read("parts.json", bytes);
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonPart part : file.at("cases").elements()) {
      tests.add(
          DynamicTest.dynamicTest(
              part.at("name").text(), () -> agrees(tokenizer(part, file.at("models")), part)));
    }
    return tests;
  }

  private static Tokenizer tokenizer(JsonPart part, JsonPart models) {
    JsonPart tokenizer = part.at("tokenizer");
    Map<String, Object> model = members(tokenizer.at("model"));
    model.putAll(members(models.at(part.at("base").text())));
    Map<String, Object> whole = members(tokenizer);
    whole.put("model", model);
    String json = JsonMapper.shared().writeValueAsString(whole);
    return Tokenizers.ofJson("t.json", json.getBytes(StandardCharsets.UTF_8), null);
  }

  private static Map<String, Object> members(JsonPart part) {
    Map<String, Object> members = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(part.content()))
        .forEach((key, value) -> members.put((String) key, value));
    return members;
  }

  private static void agrees(Tokenizer tokenizer, JsonPart part) {
    for (JsonPart row : part.at("rows").elements()) {
      String text = row.at("text").text();
      int[] ids = row.at("ids").elements().stream().mapToInt(id -> (int) id.whole()).toArray();
      assertThat(tokenizer.encode(text, true)).as("the ids of '%s'", text).isEqualTo(ids);
      if (!row.at("shown").isAbsent()) {
        assertThat(tokenizer.decode(ids, false)).isEqualTo(row.at("shown").text());
      }
    }
  }
}
