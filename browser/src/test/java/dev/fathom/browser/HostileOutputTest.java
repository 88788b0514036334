package dev.fathom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.FilePayload;
import dev.fathom.testing.Script;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Model output is hostile by nature: no script of it runs, no request of it leaves, nothing stands
/// on the page that text may not make. That no request went to another host and that the page's
/// policy had nothing to forbid, the {@link Witness} sees after each test.
@InBrowser
class HostileOutputTest {
  private static final List<Payload> PAYLOADS = Payload.all();
  private static final List<Payload> SPOKEN =
      PAYLOADS.stream().filter(p -> !p.huge() && p.text().length() < 400).toList();
  private static final int EVERY = 12;
  private static final int PER_CHAT = 10;
  private static final int BATCH = 40;

  /// So long a text may hold up the page; the best of a few tries, for the machine has other work.
  private static final int LONGEST_MS = 500;

  private static final String CANARY =
      """
      () => {
        window.hits = 0;
        window.hit = () => { window.hits++; };
        window.opener = window.opener ?? { hit: window.hit };
      }
      """;

  /// What is on the page and may not be: elements, attributes and addresses beyond the lists.
  private static final String AUDIT =
      """
      root => {
        const tags = new Set(('a blockquote br button code div em h2 h3 h4 h5 h6 hr li ol p pre s span strong table tbody'
          + ' td th thead tr ul wbr').split(' '));
        const attributes = new Set(('aria-label class data-mark data-test dir href rel role start tabindex target type').split(' '));
        const found = [];
        for (const e of root.querySelectorAll('*')) {
          const katex = e.closest('.katex') !== null;
          const known = katex ? !/^(a|img|image|script|style|iframe|object|embed|form|input|link|meta|base|foreignobject|use|animate|set)$/i.test(e.localName) : tags.has(e.localName);
          if (!known) found.push(`<${e.localName}>`);
          for (const { name, value } of e.attributes) {
            if (/^on|^(src|srcset|action|formaction|xlink:href|id|name|srcdoc|ping|background|poster)$/i.test(name)) found.push(`${e.localName} ${name}=${value}`);
            else if (!katex && !attributes.has(name)) found.push(`${e.localName} ${name}=${value}`);
            else if (/javascript:|url\\(|expression/i.test(value) && name !== 'href') found.push(`${e.localName} ${name}=${value}`);
          }
          if (e.localName === 'a' && (!/^(https?|mailto):$/.test(e.protocol) || !e.rel.includes('noopener') || e.target !== '_blank')) found.push(`a ${e.href} ${e.rel}`);
          if (e.localName === 'button' && e.className !== 'code-copy') found.push(`button ${e.className}`);
        }
        return found;
      }
      """;

  private static final String RENDER =
      """
      async ({ payloads, longest }) => {
        const { renderInto } = await import('/js/render/render.js');
        const audit = AUDIT;
        const complaints = [];
        const place = document.createElement('div');
        place.hidden = true;
        document.body.append(place);
        const own = Object.getOwnPropertyNames(Object.prototype).length;
        for (const { name, text } of payloads) {
          const whole = document.createElement('div');
          const grown = document.createElement('div');
          place.append(whole, grown);
          let took = Infinity;
          for (let round = 0; round < 4 && took > longest; round++) {
            whole.textContent = '';
            const begun = performance.now();
            renderInto(whole, text);
            took = Math.min(took, performance.now() - begun);
          }
          if (took > longest) complaints.push(`${name}: took ${Math.round(took)} ms`);
          const step = Math.ceil(text.length / (text.length > 10000 ? 3 : 12)) || 1;
          for (let end = step; end < text.length; end += step) renderInto(grown, text.slice(0, end), { streaming: true });
          renderInto(grown, text);
          await new Promise(done => setTimeout(done, 1));
        }
        await new Promise(done => setTimeout(done, 400));
        [...place.children].forEach((one, at) => {
          for (const fault of audit(one)) complaints.push(`${payloads[at >> 1].name}: ${fault}`);
        });
        place.remove();
        if (window.hits) complaints.push(`${window.hits} scripts ran`);
        if ({}.polluted !== undefined || Object.getOwnPropertyNames(Object.prototype).length !== own) complaints.push('a prototype was changed');
        return complaints;
      }
      """
          .replace("AUDIT;", AUDIT.strip() + ";");

  private static Stage stage;

  @BeforeAll
  static void open() {
    stage = Stage.with(Cast.scripted(script()));
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  // the prompt holds earlier questions too, and the first rule that fits holds: the latest first
  private static Script script() {
    Script script = new Script();
    for (int at = SPOKEN.size() - 1; at >= 0; at--) {
      String text = SPOKEN.get(at).text();
      script
          .when(question(at))
          .say("<think>\nThought: " + text + "\n</think>\n\nAnswer: " + text + "\n\nThe end.");
    }
    return script;
  }

  private static String question(int at) {
    return "Say number " + at + ".";
  }

  private static ChatPage visit(List<String> dialogs) {
    ChatPage chat = stage.visit();
    chat.page.onDialog(
        dialog -> {
          dialogs.add(dialog.message());
          dialog.dismiss();
        });
    chat.page.evaluate(CANARY);
    return chat;
  }

  @Test
  void thereAreManyWaysToAttack() {
    assertThat(PAYLOADS).hasSizeGreaterThanOrEqualTo(300);
    assertThat(PAYLOADS).extracting(Payload::name).doesNotHaveDuplicates();
    assertThat(PAYLOADS).extracting(Payload::text).doesNotHaveDuplicates();
  }

  @Test
  void theCanarySingsWhenSomethingGetsThrough() {
    ChatPage chat = visit(new ArrayList<>());
    Object found =
        chat.page.evaluate(
            "() => { const root = document.createElement('div'); const image = document.createElement('img');"
                + " image.setAttribute('name', 'x'); root.append(image); hit(); return ("
                + AUDIT
                + ")(root).length + window.hits; }");
    assertThat(found).isEqualTo(3);
  }

  @Test
  void nothingOfAHostileTextRunsLeavesOrStands() {
    var dialogs = new ArrayList<String>();
    ChatPage chat = visit(dialogs);
    var complaints = new ArrayList<Object>();
    for (int from = 0; from < PAYLOADS.size(); from += BATCH) {
      List<Map<String, String>> batch =
          PAYLOADS.subList(from, Math.min(PAYLOADS.size(), from + BATCH)).stream()
              .map(payload -> Map.of("name", payload.name(), "text", payload.text()))
              .toList();
      Map<String, Object> task = Map.of("payloads", batch, "longest", LONGEST_MS);
      complaints.addAll((List<?>) chat.page.evaluate(RENDER, task));
    }
    System.out.printf("%d hostile texts, %d complaints%n", PAYLOADS.size(), complaints.size());
    assertThat(complaints).isEmpty();
    assertThat(dialogs).isEmpty();
  }

  @Test
  void aHostileModelThinksAndAnswersInVain() {
    var dialogs = new ArrayList<String>();
    ChatPage chat = visit(dialogs);
    int asked = 0;
    for (int at = 0; at < SPOKEN.size(); at += EVERY, asked++) {
      if (asked > 0 && asked % PER_CHAT == 0) {
        innocent(chat, PER_CHAT);
        chat.page.close();
        chat = visit(dialogs);
      }
      chat.ask(question(at));
      assertThat(chat.assistant().last()).containsText("The end.");
      chat.rests();
    }
    System.out.printf("%d hostile answers%n", asked);
    innocent(chat, 1);
    assertThat(dialogs).isEmpty();
  }

  @Test
  void hostileNamesAreNamesAndNothingElse() {
    var dialogs = new ArrayList<String>();
    for (int at = 0; at < SPOKEN.size(); at += EVERY * 6) {
      String text = SPOKEN.get(at).text();
      ChatPage chat = visit(dialogs);
      answer(chat.page, "**/api/chats?*", Map.of("chats", List.of(summary(text))));
      answer(chat.page, "**/api/chats", Map.of("chats", List.of(summary(text))));
      answer(chat.page, "**/api/chats/hostile", chat(text));
      answer(chat.page, "**/api/chats/hostile/count", Map.of("tokens", 1, "context", 100));
      answer(chat.page, "**/api/models", Map.of("models", List.of(model(text)), "free_bytes", 1));
      chat.page.reload();
      chat.ready();
      chat.page.evaluate(CANARY);
      FilePayload file = new FilePayload(text, "text/plain", text.getBytes(StandardCharsets.UTF_8));
      chat.at("attach-input").setInputFiles(file);
      innocent(chat, 0);
      chat.chats().first().click();
      assertThat(chat.assistant().first()).isVisible();
      innocent(chat, 1);
      chat.page.evaluate("() => { location.hash = '#/models'; }");
      assertThat(chat.at("models-view")).isVisible();
      assertThat(chat.at("model").first()).isVisible();
      innocent(chat, 0);
      chat.page.close();
    }
    assertThat(dialogs).isEmpty();
  }

  private static void innocent(ChatPage chat, int atLeast) {
    assertThat(chat.page.locator(".prose").count()).isGreaterThanOrEqualTo(atLeast);
    Object found =
        chat.page.evaluate(
            "() => [...document.querySelectorAll('.prose')].flatMap(" + AUDIT.strip() + ")");
    assertThat((List<?>) found).isEmpty();
    Object strangers =
        chat.page.evaluate(
            "() => [...document.querySelectorAll('img, iframe, object, embed, video, audio, base, form[action], meta[http-equiv],"
                + " [onclick], [onerror], [onload], [srcdoc], body style, body link, body script')].map(e => e.outerHTML.slice(0, 200))");
    assertThat((List<?>) strangers).isEmpty();
    assertThat(chat.page.evaluate("() => window.hits")).isEqualTo(0);
  }

  private static void answer(Page page, String path, Object body) {
    String json = JsonMapper.shared().writeValueAsString(body);
    page.route(
        path,
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("application/json").setBody(json)));
  }

  private static Map<String, Object> summary(String text) {
    List<Map<String, Object>> snippet = List.of(Map.of("text", text, "hit", true));
    return Map.of(
        "id", "hostile", "title", text, "created", 1, "updated", 2, "model", text, "running", false,
        "snippet", snippet);
  }

  private static Map<String, Object> model(String text) {
    var model = new HashMap<String, Object>(Map.of("id", text, "loaded", true, "default", true));
    for (String name : List.of("architecture", "quantisation", "why", "error")) {
      model.put(name, text);
    }
    for (String name :
        List.of(
            "parameters", "layers", "context", "trained_context", "file_bytes", "memory_bytes")) {
      model.put(name, 1000);
    }
    model.putAll(
        Map.of("fits", "no", "recommended", Map.of(), "thinking", "switch", "tools", true));
    return model;
  }

  private static Map<String, Object> chat(String text) {
    Map<String, Object> file =
        Map.of("name", text, "media_type", text, "bytes", text.length(), "text", text);
    Map<String, Object> question =
        Map.of(
            "id",
            "q",
            "role",
            "user",
            "content",
            text,
            "attachments",
            List.of(file),
            "state",
            "done",
            "created",
            1);
    Map<String, Object> call = Map.of("id", "c", "name", text, "arguments", text);
    Map<String, Object> answer =
        Map.of(
            "id",
            "a",
            "parent",
            "q",
            "role",
            "assistant",
            "content",
            text,
            "thinking",
            text,
            "tool_calls",
            List.of(call),
            "state",
            "done",
            "model",
            text,
            "created",
            2);
    Map<String, Object> result =
        Map.of(
            "id",
            "t",
            "parent",
            "a",
            "role",
            "tool",
            "content",
            text,
            "tool_call_id",
            "c",
            "state",
            "done",
            "created",
            3);
    Map<String, Object> failed =
        Map.of(
            "id",
            "f",
            "parent",
            "t",
            "role",
            "assistant",
            "content",
            text,
            "state",
            "failed",
            "error",
            Map.of("message", text, "code", text),
            "model",
            text,
            "created",
            4);
    return Map.of(
        "id",
        "hostile",
        "title",
        text,
        "created",
        1,
        "updated",
        2,
        "model",
        text,
        "running",
        false,
        "leaf",
        "f",
        "settings",
        Map.of("system", text, "model", text),
        "messages",
        List.of(question, answer, result, failed));
  }
}
