package dev.fathom.train.recipe;

/// What the optimizer is told.
///
/// @param matrixRate of Muon on matrices; 0 leaves them to AdamW
/// @param rate of AdamW
/// @param weightDecay of AdamW
/// @param beta1 of AdamW
/// @param beta2 of AdamW
/// @param clip of the gradient's norm, 0 for none
/// @param mtpWeight of multi-token prediction in the loss
/// @param balanceWeight of the experts' balance in the loss
/// @param biasStep what an expert's bias moves in a step
public record Optimization(
    double matrixRate,
    double rate,
    double weightDecay,
    double beta1,
    double beta2,
    double clip,
    double mtpWeight,
    double balanceWeight,
    double biasStep) {}
