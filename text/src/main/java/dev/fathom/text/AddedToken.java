package dev.fathom.text;

/// A token that is found in the text before anything else is done.
///
/// @param content what is looked for
/// @param special whether it steers the model and is no text (control token)
/// @param rules how it is looked for
record AddedToken(int id, String content, boolean special, Rules rules) {
  /// How an added token is looked for.
  ///
  /// @param normalized in the normalised text, not in the raw one
  /// @param takesLeft with the white space before it
  /// @param takesRight with the white space behind it
  /// @param singleWord only where no word character is its neighbour
  record Rules(boolean normalized, boolean takesLeft, boolean takesRight, boolean singleWord) {
    /// The content in the raw text and nothing else.
    static final Rules PLAIN = new Rules(false, false, false, false);
  }
}
