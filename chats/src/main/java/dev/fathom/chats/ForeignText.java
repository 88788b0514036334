package dev.fathom.chats;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What other programs write into the text of a message.
///
/// @param thinking that stood at the beginning of the content
record ForeignText(String thinking, String content) {
  // Open WebUI: a quotation within a block that folds
  private static final Pattern FOLDED =
      Pattern.compile(
          "\\A\\s*<details type=\"reasoning\"[^>]*>\\s*(?:<summary>[^<]*</summary>)?(.*?)</details>",
          Pattern.DOTALL);
  private static final Pattern TAGGED =
      Pattern.compile("\\A\\s*<think>(.*?)</think>", Pattern.DOTALL);

  /// @param thinking that stood apart already; empty for none
  static ForeignText of(String thinking, String content) {
    if (thinking.isEmpty()) {
      Matcher folded = FOLDED.matcher(content);
      if (folded.find()) {
        return new ForeignText(unquoted(folded.group(1)), content.substring(folded.end()).strip());
      }
      Matcher tagged = TAGGED.matcher(content);
      if (tagged.find()) {
        return new ForeignText(tagged.group(1).strip(), content.substring(tagged.end()).strip());
      }
    }
    return new ForeignText(thinking, content);
  }

  /// Text, or the text of parts as in OpenAI's messages.
  static String content(Fields message) {
    JsonNode content = message.object().path("content");
    if (!content.isArray()) {
      return message.text("content");
    }
    return content
        .valueStream()
        .map(part -> part.isString() ? part.stringValue() : part.path("text").asString(""))
        .collect(Collectors.joining());
  }

  /// Milliseconds, where some write seconds.
  static long time(long number) {
    return number > 0 && number < 100_000_000_000L ? number * 1_000 : Math.max(number, 0);
  }

  private static String unquoted(String text) {
    return text.strip()
        .lines()
        .map(line -> line.replaceFirst("^(?:>|&gt;) ?", ""))
        .collect(Collectors.joining("\n"))
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&amp;", "&");
  }
}
