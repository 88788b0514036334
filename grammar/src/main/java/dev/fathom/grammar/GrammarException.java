package dev.fathom.grammar;

/// A grammar, schema or pattern that cannot be served; the message is one line for people and names
/// what is not understood, and where.
public final class GrammarException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 400;

  public GrammarException(String message) {
    super(oneLine(message));
  }

  // what is quoted may hold newlines, and be long
  private static String oneLine(String message) {
    String line = message.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
  }
}
