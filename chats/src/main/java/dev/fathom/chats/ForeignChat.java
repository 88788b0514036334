package dev.fathom.chats;

import dev.fathom.chats.ChatMessage.Role;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes a chat of what another program's file says.
final class ForeignChat {
  private static final JsonMapper JSON = new JsonMapper();

  private ForeignChat() {}

  /// @param created zero where the file does not say
  /// @param system empty for none
  /// @param leaf the end of the branch that was shown
  record Head(String id, String title, long created, long updated, String system, String leaf) {}

  static Chat of(Head head, List<MessageTree.Node> nodes) {
    MessageTree tree = new MessageTree(nodes);
    List<ChatMessage> messages = tree.messages();
    if (messages.isEmpty()) {
      throw Complaint.invalid("it has no messages");
    }
    long first = messages.getFirst().created();
    long created = head.created() > 0 ? head.created() : first > 0 ? first : head.updated();
    String model =
        messages.reversed().stream()
            .map(ChatMessage::model)
            .filter(m -> !m.isEmpty())
            .findFirst()
            .orElse("");
    ChatSummary summary =
        new ChatSummary(
            head.id(),
            Titles.imported(head.title()),
            created,
            Math.max(created, head.updated()),
            model,
            false,
            List.of());
    return new Chat(summary, tree.leaf(head.leaf()), settings(head.system()), messages);
  }

  /// Null for those that no message of ours has, as system.
  static @Nullable Role role(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "user", "human" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      case "tool" -> Role.TOOL;
      default -> null;
    };
  }

  /// OpenAI's calls, or text that holds them, in our form; empty text where there are none.
  static String toolCalls(JsonNode calls) {
    JsonNode array = calls.isString() ? parsed(calls.stringValue()) : calls;
    ArrayNode ours = JSON.createArrayNode();
    if (array.isArray()) {
      for (JsonNode call : array) {
        JsonNode function = call.path("function").isObject() ? call.path("function") : call;
        JsonNode arguments = function.path("arguments");
        ObjectNode one = ours.addObject();
        one.put("id", call.path("id").asString(""));
        one.put("name", function.path("name").asString(""));
        one.put("arguments", arguments.isObject() ? arguments.toString() : arguments.asString(""));
      }
    }
    return ours.isEmpty() ? "" : ours.toString();
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      return JSON.missingNode();
    }
  }

  private static String settings(String system) {
    ObjectNode settings = JSON.createObjectNode();
    if (!system.isBlank()) {
      settings.put("system", system);
    }
    return settings.toString();
  }
}
