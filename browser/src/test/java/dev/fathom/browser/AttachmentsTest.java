package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.FilePayload;
import dev.fathom.testing.Script;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Files that go with a question.
@InBrowser
class AttachmentsTest {
  private static final Script SCRIPT =
      new Script()
          .when("xylophone", "What is the instrument?")
          .say("The file says: a xylophone.")
          .when("def marimba", "What is the instrument?")
          .say("The code says: a marimba.")
          .when("glockenspiel", "What is the instrument?")
          .say("The PDF says: a glockenspiel.")
          .when("What is the instrument?")
          .say("There is no instrument.");

  private static Stage stage;

  @BeforeAll
  static void open() {
    stage = Stage.with(Cast.scripted(SCRIPT));
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  private static ChatPage with(FilePayload file) {
    ChatPage chat = stage.visit();
    chat.at("attach-input").setInputFiles(file);
    return chat;
  }

  private static FilePayload text(String name, String type, String text) {
    return new FilePayload(name, type, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theModelReadsAnAttachedText() {
    ChatPage chat = with(text("notes.txt", "text/plain", "The instrument is a xylophone."));
    assertThat(chat.at("attachment")).containsText("notes.txt");
    chat.ask("What is the instrument?").answered("a xylophone");
    assertThat(chat.user().locator("[data-test=attachment]")).containsText("notes.txt");
    assertThat(chat.user()).not().containsText("The instrument is");
  }

  @Test
  void theModelReadsAttachedCode() {
    ChatPage chat = with(text("band.py", "text/x-python", "def marimba():\n    return 1\n"));
    chat.ask("What is the instrument?").answered("a marimba");
  }

  @Test
  void theTextOfAPdfIsExtractedInTheBrowser() {
    byte[] pdf = Pdf.of("The instrument is", "a glockenspiel.");
    ChatPage chat = with(new FilePayload("score.pdf", "application/pdf", pdf));
    assertThat(chat.at("attachment")).containsText("1 page");
    chat.ask("What is the instrument?").answered("a glockenspiel");
  }

  @Test
  void anImageIsRefusedWithAClearWord() {
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13};
    ChatPage chat = with(new FilePayload("cat.png", "image/png", png));
    assertThat(chat.at("refused")).containsText("cat.png");
    assertThat(chat.at("refused")).containsText("image");
    assertThat(chat.at("attachment")).hasCount(0);
    chat.ask("What is the instrument?").answered("There is no instrument.");
  }

  @Test
  void aPdfThatIsNoneAndAFileOfNoiseAreRefused() {
    ChatPage chat =
        with(text("broken.pdf", "application/pdf", "%PDF-1.4 and then nothing of the kind"));
    assertThat(chat.at("refused")).containsText("broken.pdf");
    byte[] noise = {0, 1, 2, 3, (byte) 0xff, (byte) 0xfe, 0, 0, 7};
    chat.at("attach-input")
        .setInputFiles(new FilePayload("noise.bin", "application/octet-stream", noise));
    assertThat(chat.at("refused")).containsText("noise.bin");
  }

  @Test
  void anAttachmentCanBeTakenBackAndOutlivesAReload() {
    ChatPage chat = with(text("notes.txt", "text/plain", "The instrument is a xylophone."));
    chat.type("What is the instrument?");
    chat.page.waitForTimeout(400);
    chat.page.reload();
    assertThat(chat.at("attachment")).containsText("notes.txt");
    assertThat(chat.composer()).hasValue("What is the instrument?");
    chat.at("attachment-remove").click();
    assertThat(chat.at("attachment")).hasCount(0);
    chat.at("send").click();
    chat.answered("There is no instrument.");
  }
}
