package dev.fathom.train.tasks;

/// A family of problems made by rule, with a strict verifier. Stateless; the same arguments make
/// the same problem, on every machine.
public interface Task {
  /// Its name, as reasoning-gym has it where it has one: `chain_sum`.
  String family();

  /// Levels of difficulty there are, 1 to this.
  int levels();

  /// What a level asks, in a few words: `2 to 4 terms of up to 3 digits`.
  String meaning(int level);

  /// Whether it is kept out of all training.
  boolean heldOut();

  Problem problem(long seed, int level, Language language);

  /// Whether `answer`, what a model said after its thought, is right. Strict: no credit for parts.
  boolean verify(Problem problem, String answer);
}
