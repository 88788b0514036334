package dev.fathom.train.evaluate;

import java.util.function.Predicate;

/// A question with who may judge its answers.
///
/// @param family of tasks, or `questions` for those of others
/// @param level 0 where there are none
/// @param language ISO 639-1, empty where it is not known
/// @param right whether an answer is
public record Question(
    String family, int level, String language, String text, Predicate<String> right) {}
