package dev.fathom.chats;

import dev.fathom.chats.ChatMessage.Attachment;
import dev.fathom.chats.ChatMessage.Failure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes the branch of a chat that is shown as Markdown: questions and answers as they are,
/// thoughts as quotations, files in fences that nothing within can close.
final class MarkdownTalk {
  private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,})(.*)");
  private static final Pattern TICKS = Pattern.compile("`+");

  private final StringBuilder out = new StringBuilder();

  String of(Chat chat) {
    String title = chat.summary().title();
    out.append("# ").append(escaped(title.isEmpty() ? "Chat" : title)).append('\n');
    branch(chat).forEach(this::message);
    return out.toString();
  }

  private static Deque<ChatMessage> branch(Chat chat) {
    Map<String, ChatMessage> byId = new HashMap<>();
    chat.messages().forEach(m -> byId.put(m.id(), m));
    Deque<ChatMessage> branch = new ArrayDeque<>();
    ChatMessage at = byId.remove(chat.leaf());
    while (at != null) {
      branch.push(at);
      at = byId.remove(at.parent()); // taken out: no circle can keep it here
    }
    return branch;
  }

  private void message(ChatMessage m) {
    String speaker =
        switch (m.role()) {
          case USER -> "You";
          case ASSISTANT -> m.model().isEmpty() ? "Answer" : m.model();
          case TOOL -> "Tool";
        };
    out.append("\n## ").append(escaped(speaker)).append("\n\n");
    m.attachments().forEach(this::attachment);
    if (!m.thinking().isBlank()) {
      out.append("> *Thinking*\n>\n");
      closed(m.thinking()).lines().forEach(l -> out.append("> ").append(l).append('\n'));
      out.append('\n');
    }
    if (m.role() == ChatMessage.Role.TOOL) {
      fenced("", m.content());
    } else if (!m.content().isBlank()) {
      out.append(closed(m.content().strip())).append('\n');
    }
    if (!m.toolCalls().isEmpty()) {
      out.append("\n*Tool calls*\n\n");
      fenced("json", m.toolCalls());
    }
    end(m);
  }

  private void attachment(Attachment a) {
    out.append("*Attachment* ").append(code(a.name()));
    out.append(" (%,d bytes)%n%n".formatted(a.bytes()).replace("\r\n", "\n"));
    fenced("", a.text());
    out.append('\n');
  }

  private void end(ChatMessage m) {
    String note =
        switch (m.state()) {
          case DONE -> "";
          case RUNNING -> "still answering";
          case STOPPED -> "stopped";
          case INTERRUPTED -> "interrupted";
          case FAILED -> "failed";
        };
    Failure error = m.error();
    if (!note.isEmpty()) {
      String why = error == null ? "" : ": " + escaped(error.message());
      out.append("\n*(").append(note).append(why).append(")*\n");
    }
  }

  private void fenced(String language, String text) {
    String fence = "`".repeat(Math.max(3, longestTicks(text) + 1));
    out.append(fence).append(language).append('\n').append(text);
    out.append(text.isEmpty() || text.endsWith("\n") ? "" : "\n").append(fence).append('\n');
  }

  private static String code(String text) {
    String line = Titles.imported(text);
    String ticks = "`".repeat(longestTicks(line) + 1);
    return line.contains("`") ? ticks + " " + line + " " + ticks : ticks + line + ticks;
  }

  private static int longestTicks(String text) {
    return TICKS.matcher(text).results().mapToInt(r -> r.group().length()).max().orElse(0);
  }

  /// Text whose last fence was left open (an answer that was stopped) would swallow what follows.
  private static String closed(String text) {
    String open = "";
    for (String line : text.lines().toList()) {
      Matcher fence = FENCE.matcher(line);
      if (fence.matches()) {
        String marks = fence.group(1);
        boolean closes =
            !open.isEmpty()
                && marks.charAt(0) == open.charAt(0)
                && marks.length() >= open.length()
                && fence.group(2).isBlank();
        boolean opens = open.isEmpty() && (marks.charAt(0) == '~' || !fence.group(2).contains("`"));
        open = closes ? "" : opens ? marks : open;
      }
    }
    return open.isEmpty() ? text : text + "\n" + open;
  }

  private static String escaped(String text) {
    return Titles.imported(text).replaceAll("([\\\\`*_\\[\\]<>#|])", "\\\\$1");
  }
}
