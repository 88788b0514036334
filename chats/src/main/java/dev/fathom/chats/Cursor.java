package dev.fathom.chats;

/// Where a page of a list ends: after the chat that was changed at `updated` and has this id.
record Cursor(long updated, String id) {
  /// Before the newest.
  static final Cursor START = new Cursor(Long.MAX_VALUE, "");

  /// @param text empty for the start
  static Cursor of(String text) {
    if (text.isEmpty()) {
      return START;
    }
    int dash = text.indexOf('-');
    try {
      return new Cursor(
          Long.parseLong(text.substring(0, Math.max(dash, 0))), text.substring(dash + 1));
    } catch (NumberFormatException e) {
      throw Complaint.invalid("this is no place in a list of chats; begin without 'after'");
    }
  }

  String text() {
    return updated + "-" + id;
  }
}
