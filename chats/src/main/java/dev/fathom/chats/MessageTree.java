package dev.fathom.chats;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Messages from a file as a tree that can be stored: parents before children. Where the file's is
/// broken it is mended: a parent that is missing, or a circle, makes a beginning; of two messages
/// with one id the first counts.
final class MessageTree {
  /// A message of a file, or something between messages (a root, a system text) that is left out.
  ///
  /// @param message null where it is left out; its children follow its parent
  record Node(String id, String parent, @Nullable ChatMessage message) {}

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<ChatMessage> messages = new ArrayList<>();
  // of each node that has been placed: the message at it or nearest above it, empty for none
  private final Map<String, String> nearest = new HashMap<>();

  MessageTree(List<Node> nodes) {
    nodes.forEach(n -> this.nodes.putIfAbsent(n.id(), n));
    this.nodes.values().forEach(this::place);
  }

  List<ChatMessage> messages() {
    return messages;
  }

  /// The message nearest to `wanted`; the last one made where there is none such.
  String leaf(String wanted) {
    String near = nearest.getOrDefault(wanted, "");
    return near.isEmpty() && !messages.isEmpty() ? messages.getLast().id() : near;
  }

  /// A node with those above it that are not placed yet, from the top.
  private void place(Node node) {
    Deque<Node> path = new ArrayDeque<>();
    Set<String> onPath = new HashSet<>();
    Node at = node;
    while (at != null && !nearest.containsKey(at.id()) && onPath.add(at.id())) {
      path.push(at);
      at = nodes.get(at.parent());
    }
    for (Node next : path) {
      String above = nearest.getOrDefault(next.parent(), "");
      ChatMessage message = next.message();
      if (message != null) {
        messages.add(Copies.named(message, next.id(), above));
      }
      nearest.put(next.id(), message == null ? above : next.id());
    }
  }
}
