package dev.fathom.grammar;

import dev.fathom.grammar.Expression.Bytes;
import dev.fathom.grammar.Expression.Call;
import dev.fathom.grammar.Expression.Choice;
import dev.fathom.grammar.Expression.Rule;
import dev.fathom.grammar.Expression.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Free text that watches for triggers: the automaton of Aho and Corasick over all keys, one rule a
/// state. Free text is any bytes, as it is without a grammar.
final class TriggeredText {
  /// What has been said last, as far as it begins a key.
  private static final class Node {
    final Rule rule;
    final Map<Integer, Node> children = new LinkedHashMap<>();
    // where the longest proper ending goes on that begins a key too
    Map<Integer, Node> shorter = Map.of();
    int key = -1;

    Node(String said) {
      this.rule = new Rule("free text" + said);
    }
  }

  private final List<String> keys;
  private final Node root = new Node("");

  private TriggeredText(List<String> keys) {
    this.keys = keys;
    refuseContained();
    for (int key = 0; key < keys.size(); key++) {
      Node node = root;
      for (byte b : keys.get(key).getBytes(StandardCharsets.UTF_8)) {
        node = node.children.computeIfAbsent(b & 0xFF, _ -> new Node(" at a trigger"));
      }
      node.key = key;
    }
  }

  /// Free text in which each key of `triggers` is followed by its expression.
  static Expression of(Map<String, Expression> triggers) {
    List<String> keys = List.copyOf(triggers.keySet());
    List<Expression> bodies = new ArrayList<>();
    keys.forEach(key -> bodies.add(triggers.getOrDefault(key, Expression.never())));
    TriggeredText text = new TriggeredText(keys);
    text.define(bodies);
    return new Call(text.root.rule);
  }

  private void refuseContained() {
    for (String key : keys) {
      if (key.isEmpty()) {
        throw new GrammarException("a trigger must not be empty");
      }
      for (String other : keys) {
        if (!key.equals(other) && key.contains(other)) {
          throw new GrammarException(
              "the trigger '%s' contains the trigger '%s'".formatted(key, other));
        }
      }
    }
  }

  // level by level, as a node's successors are its own children over those of its shorter ending
  private void define(List<Expression> bodies) {
    List<Node> level = List.of(root);
    while (!level.isEmpty()) {
      List<Node> deeper = new ArrayList<>();
      for (Node node : level) {
        Map<Integer, Node> successors = new HashMap<>(node.shorter);
        node.children.forEach(
            (b, child) -> {
              Node ending = node.shorter.getOrDefault(b, root);
              child.shorter = ending == root ? root.children : successorsOf(ending);
              successors.put(b, child);
              deeper.add(child);
            });
        node.rule.define(body(node, successors, bodies));
      }
      level = deeper;
    }
  }

  private static Map<Integer, Node> successorsOf(Node node) {
    Map<Integer, Node> successors = new HashMap<>(node.shorter);
    successors.putAll(node.children);
    return successors;
  }

  private Expression body(Node node, Map<Integer, Node> successors, List<Expression> bodies) {
    Call free = new Call(root.rule);
    if (node.key >= 0) {
      return Expression.sequence(bodies.get(node.key), free);
    }
    List<Expression> options = new ArrayList<>();
    ByteSet others = ByteSet.ALL;
    for (var successor : successors.entrySet()) {
      ByteSet one = ByteSet.of(successor.getKey());
      others = others.and(one.complement());
      options.add(new Sequence(List.of(new Bytes(one, true), new Call(successor.getValue().rule))));
    }
    options.add(Expression.sequence(Expression.bytes(others), free));
    options.add(Expression.empty());
    return new Choice(options);
  }
}
