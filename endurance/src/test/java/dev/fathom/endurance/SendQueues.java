package dev.fathom.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the kernel keeps for clients that have not taken it yet: the send queues of a server's
/// connections, from Linux' table of sockets.
final class SendQueues {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

  private static final String ESTABLISHED = "01";
  private static final String LEFT_BY_CLIENT = "08";
  private static final String LISTENS = "0A";

  private SendQueues() {}

  static boolean canBeSeen() {
    return TABLES.stream().allMatch(Files::isReadable);
  }

  /// Bytes that wait in the fullest connection of the server on `port`.
  static long fullest(int port) throws IOException {
    long fullest = 0;
    for (Path table : TABLES) {
      for (String line : Files.readAllLines(table)) {
        fullest = Math.max(fullest, waiting(line, port));
      }
    }
    return fullest;
  }

  /// Connections of the server on `port` that it has not closed.
  static long open(int port) throws IOException {
    long open = 0;
    for (Path table : TABLES) {
      open += Files.readAllLines(table).stream().filter(line -> isOpen(line, port)).count();
    }
    return open;
  }

  private static boolean isOpen(String line, int port) {
    String[] words = line.strip().split("\\s+", -1);
    boolean ours = words.length > 4 && words[1].endsWith(":%04X".formatted(port));
    return ours && (words[3].equals(ESTABLISHED) || words[3].equals(LEFT_BY_CLIENT));
  }

  /// ` 12: 0100007F:1F90 0100007F:C350 01 000002A0:00000000 ...`: address, peer, state, queues.
  private static long waiting(String line, int port) {
    String[] words = line.strip().split("\\s+", -1);
    boolean ours = words.length > 4 && words[1].endsWith(":%04X".formatted(port));
    boolean listens = ours && words[3].equals(LISTENS);
    return ours && !listens ? Long.parseLong(words[4].split(":", 2)[0], 16) : 0;
  }
}
