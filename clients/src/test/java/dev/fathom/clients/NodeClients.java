package dev.fathom.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Clients from npm, run by one script for Node.
final class NodeClients {
  /// Client, tab, feature, tab, `yes` or what failed.
  private static final int FIELDS = 3;

  private static final List<String> PACKAGES =
      List.of("openai@7.57.0", "ai@7.0.173", "@ai-sdk/openai-compatible@3.0.92");

  private final Path folder;

  /// @param folder for the packages and what the script says
  NodeClients(Path folder) {
    this.folder = folder;
  }

  /// What each client's features came to; empty, with a printed reason, where Node, npm or its
  /// registry is not there.
  Optional<Map<String, Map<Feature, String>>> run(String url) throws Exception {
    Files.createDirectories(folder);
    Path script = folder.resolve("clients.mjs");
    try (var source = NodeClients.class.getResourceAsStream("clients.mjs")) {
      Files.write(script, source.readAllBytes());
    }
    Files.writeString(folder.resolve("package.json"), "{\"private\":true,\"type\":\"module\"}");
    String refusal = install();
    if (!refusal.isEmpty()) {
      System.out.println("clients from npm are skipped: " + refusal);
      return Optional.empty();
    }
    return Optional.of(read(said(List.of("node", script.toString(), url), 120)));
  }

  private String install() throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund"));
    command.addAll(List.of("--no-package-lock", "--silent"));
    command.addAll(PACKAGES);
    try {
      said(command, 120);
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /// What a command prints; throws where it fails or is not there.
  private String said(List<String> command, int seconds) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command.getFirst() + " took more than " + seconds + " seconds");
    }
    String said = Files.readString(output);
    if (process.exitValue() != 0) {
      throw new IOException(
          command.getFirst() + " failed: " + said.strip().lines().findFirst().orElse(""));
    }
    return said;
  }

  private static Map<String, Map<Feature, String>> read(String output) {
    Map<String, Map<Feature, String>> clients = new LinkedHashMap<>();
    for (String line : output.lines().toList()) {
      String[] fields = line.split("\t", FIELDS);
      if (fields.length == FIELDS) {
        clients
            .computeIfAbsent(fields[0], _ -> new EnumMap<>(Feature.class))
            .put(Feature.valueOf(fields[1]), fields[2]);
      }
    }
    if (clients.isEmpty()) {
      throw new IllegalStateException("the script for Node said nothing: " + output);
    }
    return clients;
  }
}
