package dev.fathom.clients;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;

/// What every client's features came to, as a page of Markdown.
///
/// @param cells by client and feature; a feature that is missing the client does not offer
/// @param suites a line for each published class of tests
record ConformanceTable(Map<String, Map<Feature, String>> cells, List<String> suites) {
  static final String YES = "yes";
  private static final String NOT_OFFERED = "-";
  private static final String HEAD =
      """
      # Conformance: clients as published against Fathom's server

      Made by `ConformanceTest` (module `clients`), which fails where this page is not what it finds:
      real clients, unmodified, over HTTP, against a server with a scripted model (one that says what a
      test expects, by the real engine, tokenizer, grammars and sampler) and the embedded model.

      `yes`: put to the test and passed. `-`: the client does not offer it.

      """;
  private static final String SUITES =
      """

      LangChain4j's published integration tests (`langchain4j-core` 1.20.0, `tests`) through
      `langchain4j-open-ai`; images are switched off, for the model reads text:

      """;

  /// The page.
  String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    page.append(row("feature", cells.keySet().stream()));
    page.append(row("---", cells.keySet().stream().map(_ -> "---")));
    for (Feature feature : Feature.values()) {
      page.append(
          row(
              feature.label(),
              cells.values().stream()
                  .map(outcomes -> outcomes.getOrDefault(feature, NOT_OFFERED))));
    }
    page.append(SUITES);
    suites.forEach(suite -> page.append("- ").append(suite).append('\n'));
    return page.toString();
  }

  /// Everything that failed, one line each.
  List<String> failures() {
    List<String> failures = new ArrayList<>();
    cells.forEach(
        (client, outcomes) ->
            outcomes.forEach(
                (feature, outcome) -> {
                  if (!outcome.equals(YES)) {
                    failures.add(client + ", " + feature.label() + ": " + outcome);
                  }
                }));
    suites.stream().filter(suite -> suite.contains("fails")).forEach(failures::add);
    return failures;
  }

  /// The table of a page.
  static ConformanceTable read(String page) {
    Map<String, Map<Feature, String>> cells = new LinkedHashMap<>();
    List<String> clients = new ArrayList<>();
    List<String> suites = new ArrayList<>();
    for (String line : page.lines().toList()) {
      if (line.startsWith("- ")) {
        suites.add(line.substring(2));
      } else if (line.startsWith("| feature")) {
        clients.addAll(columns(line));
        clients.forEach(client -> cells.put(client, new EnumMap<>(Feature.class)));
      } else if (line.startsWith("| ")) {
        String label = line.substring(2, line.indexOf(" |"));
        Stream.of(Feature.values())
            .filter(feature -> feature.label().equals(label))
            .forEach(feature -> read(feature, columns(line), clients, cells));
      }
    }
    return new ConformanceTable(cells, suites);
  }

  private static void read(
      Feature feature,
      List<String> outcomes,
      List<String> clients,
      Map<String, Map<Feature, String>> cells) {
    for (int i = 0; i < Math.min(outcomes.size(), clients.size()); i++) {
      if (!outcomes.get(i).equals(NOT_OFFERED)) {
        cells.get(clients.get(i)).put(feature, outcomes.get(i));
      }
    }
  }

  private static List<String> columns(String line) {
    List<String> all = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    return all.subList(2, all.size() - 1);
  }

  private static String row(String first, Stream<String> columns) {
    StringJoiner row = new StringJoiner(" | ", "| ", " |\n");
    row.add(first);
    columns.forEach(row::add);
    return row.toString();
  }
}
