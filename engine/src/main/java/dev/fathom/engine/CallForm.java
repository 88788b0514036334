package dev.fathom.engine;

/// In which form a template takes an assistant's calls.
///
/// @param asText whether the arguments are given as JSON text, not as an object: R1-Distill-Llama's
///   template appends them to a string, others write the object as JSON
/// @param nullContent whether an empty content must be null: R1's distills see a call, or see no
///   second turn, only then
/// @param besideText whether content beside calls is given: R1-Distill-Llama's template forgets the
///   calls otherwise
record CallForm(boolean asText, boolean nullContent, boolean besideText) {
  /// For conversations without calls.
  static final CallForm PLAIN = new CallForm(false, false, true);
}
