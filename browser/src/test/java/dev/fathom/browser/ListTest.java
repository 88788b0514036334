package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import dev.fathom.testing.Pace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The list of chats: finding, naming, keeping elsewhere, and forgetting them.
@InBrowser
class ListTest {
  private final Stage stage = Stage.shared();

  private static void menu(ChatPage page, String title, String item) {
    page.chat(title).hover();
    page.chat(title).locator("[data-test=chat-menu]").click();
    page.at(item).click();
  }

  private static void rename(ChatPage page, String title) {
    String id = page.page.url().replaceFirst(".*#/c/", "");
    Locator item =
        page.chats()
            .filter(new Locator.FilterOptions().setHas(page.page.locator("a[href$='" + id + "']")));
    item.hover();
    item.locator("[data-test=chat-menu]").click();
    page.at("rename").click();
    page.at("rename-field").fill(title);
    page.at("rename-field").press("Enter");
    assertThat(page.chat(title)).hasCount(1);
  }

  private static String download(ChatPage page, String title, String item) {
    Download download = page.page.waitForDownload(() -> menu(page, title, item));
    try {
      return Files.readString(download.path());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void choose(ChatPage page, String item, FilePayload file) {
    page.at("more").click();
    page.page.waitForFileChooser(() -> page.at(item).click()).setFiles(file);
  }

  private static FilePayload file(String name, String text) {
    return new FilePayload(name, "application/json", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aSearchFindsWordsOfMessagesAndShowsWhere() {
    ChatPage page = stage.visit();
    page.ask("What is 111 + 222? zanzibar").rests();
    page.at("search").fill("zanzi");
    assertThat(page.chats()).hasCount(1);
    assertThat(page.chats().locator("mark").first()).containsText("zanzi");
    page.at("search").fill("there is no such word anywhere");
    assertThat(page.chats()).hasCount(0);
    page.at("search").fill("");
    assertThat(page.chats().first()).isVisible();
  }

  @Test
  void aNewNameStays() {
    ChatPage page = stage.visit();
    page.ask("What is 21 + 21?").answered("42");
    rename(page, "My own name ✓");
    page.page.reload();
    assertThat(page.chat("My own name ✓")).hasCount(1);
  }

  @Test
  void aChatIsExportedAsMarkdownAndAsJsonWhichComesBack() {
    ChatPage page = stage.visit();
    page.ask("What is 23 + 19?").answered("42");
    rename(page, "Travels far");
    String markdown = download(page, "Travels far", "export-markdown");
    assertThat(markdown).contains("Travels far").contains("What is 23 + 19?").contains("42");
    String json = download(page, "Travels far", "export");
    assertThat(json).contains("What is 23 + 19?").contains("c1");
    page.visitor.expect("status of 404.*/api/chats/");
    menu(page, "Travels far", "delete");
    page.at("confirm-yes").click();
    assertThat(page.chat("Travels far")).hasCount(0);
    choose(page, "import", file("chats.json", json));
    assertThat(page.chat("Travels far")).hasCount(1);
    page.chat("Travels far").locator("a").click();
    assertThat(page.user()).hasText(Pattern.compile("23 \\+ 19"));
    assertThat(page.assistant()).containsText("42");
  }

  @Test
  void aChatFromLlamaServersPageComesIn() {
    ChatPage page = stage.visit();
    choose(page, "import", file("conversation.json", LlamaServerChat.EXPORT));
    assertThat(page.chat(LlamaServerChat.TITLE)).hasCount(1);
    page.chat(LlamaServerChat.TITLE).locator("a").click();
    assertThat(page.user().first()).containsText(LlamaServerChat.QUESTION);
    assertThat(page.assistant().first()).containsText(LlamaServerChat.ANSWER);
  }

  @Test
  void aFileThatHoldsNoChatsIsRefusedWithAReason() {
    ChatPage page = stage.visit();
    page.visitor.expect("status of 400");
    choose(page, "import", file("holiday.json", "{\"photos\": 12}"));
    assertThat(page.at("import-result")).containsText("holiday.json");
    page.page.keyboard().press("Escape");
    choose(page, "import", file("noise.json", "\u0000\u0001 no JSON"));
    assertThat(page.at("import-result")).containsText("noise.json");
  }

  @Test
  void allChatsComeAsOneFile() throws IOException {
    ChatPage page = stage.visit();
    page.ask("What is 24 + 18?").answered("42");
    page.at("more").click();
    Download all = page.page.waitForDownload(() -> page.at("export-all").click());
    assertThat(Files.readString(all.path())).contains("What is 24 + 18?");
    assertThat(all.suggestedFilename()).endsWith(".json");
  }

  @Test
  void nothingOfADeletedChatIsLeftInTheFiles() throws IOException {
    try (Stage own = Stage.with(Cast.embedded(new Pace()))) {
      ChatPage page = own.visit();
      // the chat may be asked for while it is being deleted
      page.visitor.expect("status of 404.*/api/chats/");
      page.ask("What is 25 + 17? quetzalcoatlus").rests();
      assertThat(inFiles(own.folder(), "quetzalcoatlus")).isTrue();
      page.at("chat-menu").first().click();
      page.at("delete").click();
      page.at("confirm-yes").click();
      assertThat(page.chats()).hasCount(0);
      assertThat(page.page).hasURL(Pattern.compile("#/$"));
      assertThat(inFiles(own.folder(), "quetzalcoatlus")).isFalse();
    }
  }

  private static boolean inFiles(Path folder, String word) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).anyMatch(file -> holds(file, word));
    }
  }

  private static boolean holds(Path file, String word) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(word);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
