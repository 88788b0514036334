package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.engine.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationFileTest {
  @TempDir Path folder = Path.of(".");

  @Test
  void readsWhatItWrote() throws IOException {
    Conversation said = new Conversation("be brief");
    said.add(Message.user("Wie groß ist \"π\"?\nGenau."));
    said.add(Message.assistant("3,14 🙂"));
    Path file = folder.resolve("talk.json");
    ConversationFile.save(file, "seed", said);
    assertThat(ConversationFile.load(file).messages()).isEqualTo(said.messages());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "not json|not JSON",
        "[1]|no list 'messages'",
        "{\"messages\": 7}|no list 'messages'",
        "{\"messages\": [{\"role\": \"user\"}]}|message 0 has no texts",
        "{\"messages\": [{\"role\": \"god\", \"content\": \"x\"}]}|the role 'god'",
        "{\"messages\": [null]}|message 0 has no texts",
        "{\"messages\": [|not JSON",
      })
  void refusesABrokenFileWithOneLine(String content, String complaint) throws IOException {
    Path file = Files.writeString(folder.resolve("broken.json"), content);
    assertThatThrownBy(() -> ConversationFile.load(file))
        .isInstanceOfSatisfying(
            Failure.class,
            failure ->
                assertThat(failure.say(new Texts(Locale.ENGLISH)))
                    .startsWith(file.toString())
                    .contains(complaint));
  }
}
