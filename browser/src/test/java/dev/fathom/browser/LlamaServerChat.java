package dev.fathom.browser;

/// A conversation as llama-server's page exports it: a tree with a root that holds nothing, the
/// branch on show named by its end.
final class LlamaServerChat {
  static final String TITLE = "Tides and moons";
  static final String QUESTION = "Why are there two tides a day?";
  static final String ANSWER = "water bulges on both sides";

  static final String EXPORT =
      """
      [{
        "conv": {
          "id": "5f0b2a8e-8a44-4d4e-9f3c-0a8f5a0a0001",
          "name": "Tides and moons",
          "lastModified": 1763800000000,
          "currNode": "m-4"
        },
        "messages": [
          {"id": "m-0", "convId": "5f0b2a8e-8a44-4d4e-9f3c-0a8f5a0a0001", "type": "root", "role": "system",
           "content": "", "timestamp": 1763799990000, "parent": null, "children": ["m-1"]},
          {"id": "m-1", "convId": "5f0b2a8e-8a44-4d4e-9f3c-0a8f5a0a0001", "type": "text", "role": "user",
           "content": "Why are there two tides a day?", "timestamp": 1763799991000, "parent": "m-0",
           "children": ["m-2", "m-4"], "extra": []},
          {"id": "m-2", "convId": "5f0b2a8e-8a44-4d4e-9f3c-0a8f5a0a0001", "type": "text", "role": "assistant",
           "content": "Magic.", "timestamp": 1763799992000, "parent": "m-1", "children": []},
          {"id": "m-4", "convId": "5f0b2a8e-8a44-4d4e-9f3c-0a8f5a0a0001", "type": "text", "role": "assistant",
           "content": "Because the water bulges on both sides of the earth.", "reasoningContent": "The moon pulls.",
           "timestamp": 1763799993000, "parent": "m-1", "children": [], "model": "some-model.gguf"}
        ]
      }]
      """;

  private LlamaServerChat() {}
}
