package dev.fathom.engine;

/// One turn of a conversation.
///
/// @param role `system`, `user`, `assistant`, or what else the model's template knows
public record Message(String role, String content) {
  public Message {
    if (role.isBlank()) {
      throw new IllegalArgumentException("a message needs a role; try 'user'");
    }
  }

  public static Message system(String content) {
    return new Message("system", content);
  }

  public static Message user(String content) {
    return new Message("user", content);
  }

  public static Message assistant(String content) {
    return new Message("assistant", content);
  }
}
