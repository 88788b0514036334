package dev.fathom.endurance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A JVM of its own with the class path of the tests, which can be killed.
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;

  /// @param environment over that of this process
  Child(Class<?> main, Map<String, String> environment, Object... arguments) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-XX:-UsePerfData",
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    Arrays.stream(arguments).map(String::valueOf).forEach(words::add);
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment);
    process = builder.start();
    lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /// What it says next; null when it says no more.
  @Nullable String line() throws IOException {
    try {
      return lines.readLine();
    } catch (IOException killed) {
      // the JDK closes the pipe of a process that was killed under its reader
      return null;
    }
  }

  /// What it says next that contains `mark`.
  String lineWith(String mark) throws IOException {
    StringBuilder before = new StringBuilder();
    for (String line = line(); line != null; line = line()) {
      if (line.contains(mark)) {
        return line;
      }
      before.append(line).append('\n');
    }
    throw new IOException("the child ended without '" + mark + "':\n" + before);
  }

  /// SIGKILL: nothing in it can react.
  void kill() {
    process.destroyForcibly();
  }

  /// SIGTERM.
  void terminate() {
    process.destroy();
  }

  boolean ends(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  int exitValue() {
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    lines.close();
  }
}
