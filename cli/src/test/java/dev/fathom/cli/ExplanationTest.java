package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.format.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private final Texts texts = new Texts(Locale.ENGLISH);

  @Test
  void passesOnWhatTheRoomsSay() {
    assertThat(say(new FormatException("m.gguf: byte 4: version 9")))
        .isEqualTo("m.gguf: byte 4: version 9");
    assertThat(say(new UncheckedIOException(new AccessDeniedException("m.gguf"))))
        .isEqualTo("m.gguf: it may not be read");
    assertThat(say(new IOException("disk on fire"))).isEqualTo("disk on fire");
  }

  @Test
  void staysOnOneLineWhateverTheFileSays() {
    String line =
        say(new IllegalArgumentException("tensor 'a\r\nb\u001b[31m' " + "x".repeat(5000)));
    assertThat(line).startsWith("tensor 'a; b?[31m'").doesNotContain("\n").doesNotContain("\u001b");
    assertThat(line.length()).isLessThan(1010);
  }

  @Test
  void saysThatMemoryIsShort() {
    assertThat(say(new OutOfMemoryError("Java heap space")))
        .startsWith("out of memory: Java heap space; the JVM may use ");
  }

  @Test
  void ownsUpToItsOwnMistakes() {
    assertThat(say(new NullPointerException("oops")))
        .contains("mistake in Fathom")
        .contains("oops");
    assertThat(Explanation.exitCode(new NullPointerException("oops"))).isEqualTo(1);
    assertThat(Explanation.exitCode(new InterruptedException())).isEqualTo(130);
  }

  private String say(Throwable failure) {
    return Explanation.of(failure, texts);
  }
}
