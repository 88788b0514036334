/// Problems made by rule, with worked traces and strict verifiers; a leaf that knows only
/// java.base.
///
/// One format for all traces: one step a line, every operand shown, figures from the right in
/// written sums ({@link Columns}), the answer at the end in the order it is read. A wrong line ends
/// in `<back> wait, no` or `<back> Moment, nein` and the right one follows; a dead end of a search
/// ends in `<back>` ({@link Scratchpad}). What a verifier forgives stands at {@link Answers}, which
/// seeds belong to training at {@link Split}, which levels a figure is measured on at {@link Band}.
///
/// Families and levels have reasoning-gym's names and knobs where it has them, so that results
/// compare; questions, answers and scoring are our own, and nothing is half right.
package dev.fathom.train.tasks;
