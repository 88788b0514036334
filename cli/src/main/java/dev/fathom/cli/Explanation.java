package dev.fathom.cli;

import dev.fathom.hub.HubException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import tools.jackson.core.JacksonException;

/// Turns whatever was thrown into one line for people and an exit code.
final class Explanation {
  /// Longer messages are cut: a hostile file may put its own bytes into them.
  private static final int LONGEST = 1000;

  private Explanation() {}

  static int exitCode(Throwable failure) {
    return switch (failure) {
      case Failure ours -> ours.exitCode();
      case InterruptedException _ -> 130;
      default -> 1;
    };
  }

  /// One line: no line breaks or other control characters, at most {@value #LONGEST} long.
  static String of(Throwable failure, Texts texts) {
    String line = say(failure, texts).replaceAll("\\s*[\\r\\n]+\\s*", "; ");
    line = line.replaceAll("\\p{Cntrl}", "?");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }

  private static String say(Throwable failure, Texts texts) {
    return switch (failure) {
      case Failure ours -> ours.say(texts);
      case HubException hub -> texts.say("hub.error." + hub.kind().key(), hub.values().toArray());
      case OutOfMemoryError memory ->
          texts.say("error.memory", words(memory), texts.bytes(Runtime.getRuntime().maxMemory()));
      case StackOverflowError _ -> texts.say("error.stack");
      case InterruptedException _ -> texts.say("error.interrupted");
      case UncheckedIOException wrapped -> say(Objects.requireNonNull(wrapped.getCause()), texts);
      case NoSuchFileException absent -> texts.say("file.absent", absent.getFile());
      case AccessDeniedException closed -> texts.say("file.unreadable", closed.getFile());
      case FileNotFoundException absent -> words(absent);
      case FileSystemException trouble -> trouble.getFile() + ": " + reason(trouble);
      case JacksonException json -> json.getOriginalMessage();
      case IOException trouble -> words(trouble);
      case RuntimeException said when said.getMessage() != null && isForPeople(said) -> words(said);
      default -> texts.say("error.internal", failure.toString());
    };
  }

  /// Our rooms say what is wrong in these; others (a null, an index) are our own mistakes.
  private static boolean isForPeople(RuntimeException failure) {
    return failure.getClass().getName().startsWith("dev.fathom.")
        || failure instanceof IllegalArgumentException
        || failure instanceof IllegalStateException
        || failure instanceof UnsupportedOperationException;
  }

  private static String words(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private static String reason(FileSystemException trouble) {
    return trouble.getReason() == null ? trouble.toString() : trouble.getReason();
  }
}
