package dev.fathom.text;

/// Reads the characters of a call, or of a section of calls, and tells the {@link Listener} what
/// they say.
interface CallSyntax {
  /// What is known after a character.
  enum Step {
    /// More must come.
    OPEN,
    /// That was the last of it.
    DONE,
    /// The character does not belong here, and what was not told of is no call.
    BROKEN
  }

  /// Hears of calls. What was read before is settled with every word of it.
  interface Listener {
    /// A call begins.
    void begin(String name);

    /// More of the arguments of the call that began last.
    void arguments(String text);

    /// The call is over.
    void end();
  }

  /// Takes the next character.
  Step take(char c);

  /// No more characters come: tells what is sure now. Returns whether what was not told of is mere
  /// markup, which may be left out.
  boolean finish();
}
