package dev.fathom.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Other people's clients, as published, against our server; what they found is the table in
/// `docs/CONFORMANCE.md`.
class ConformanceTest {
  private static final Path ROOT = Path.of(System.getProperty("fathom.root", ".."));
  private static final Path COMMITTED = ROOT.resolve("docs/CONFORMANCE.md");
  private static final Path FOUND = ROOT.resolve("clients/target/CONFORMANCE.md");
  private static final int REASON = 160;

  @Test
  @Timeout(value = 170, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void findsWhatTheCommittedTableSays() throws Exception {
    ConformanceTable committed =
        Files.exists(COMMITTED)
            ? ConformanceTable.read(Files.readString(COMMITTED))
            : new ConformanceTable(Map.of(), List.of());
    ConformanceTable found = found(committed);
    Files.createDirectories(FOUND.getParent());
    Files.writeString(FOUND, found.markdown());
    assertThat(found.failures()).as("what fails").isEmpty();
    assertThat(committed.markdown())
        .as("docs/CONFORMANCE.md; the run's table is in clients/target/CONFORMANCE.md")
        .isEqualTo(found.markdown());
  }

  private static ConformanceTable found(ConformanceTable committed) throws Exception {
    Map<String, Map<Feature, String>> cells = new LinkedHashMap<>();
    try (Stage stage = new Stage()) {
      for (Client client : clients(stage.url())) {
        try (client) {
          cells.put(client.name(), outcomes(client));
        }
      }
      new NodeClients(ROOT.resolve("clients/target/npm"))
          .run(stage.url())
          .ifPresentOrElse(
              cells::putAll,
              // nothing new is known of them
              () -> committed.cells().forEach(cells::putIfAbsent));
    }
    List<String> suites = new ArrayList<>();
    suites.add(PublishedSuite.run("AbstractChatModelIT", PublishedChat.class));
    suites.add(PublishedSuite.run("AbstractStreamingChatModelIT", PublishedStream.class));
    return new ConformanceTable(cells, suites);
  }

  private static List<Client> clients(String url) {
    return List.of(
        new OpenAiJava(url), new AnthropicJava(url), new LangChain4jOpenAi(url), new SpringAi(url));
  }

  private static Map<Feature, String> outcomes(Client client) throws IOException {
    Map<Feature, String> outcomes = new EnumMap<>(Feature.class);
    client.checks().forEach((feature, check) -> outcomes.put(feature, outcome(check)));
    return outcomes;
  }

  private static String outcome(Client.Check check) {
    try {
      check.run();
      return ConformanceTable.YES;
    } catch (Exception | AssertionError | LinkageError e) {
      String line = e.toString().strip().replaceAll("\\s+", " ").replace("|", "/");
      return "fails: " + line.substring(0, Math.min(REASON, line.length()));
    }
  }
}
