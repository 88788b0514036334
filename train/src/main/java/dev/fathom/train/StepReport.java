package dev.fathom.train;

/// What one step of the optimizer did.
///
/// @param loss the main loss, nats a token
/// @param mtpLoss of multi-token prediction, 0 without
/// @param balanceLoss of the experts' balance, before its weight
/// @param gradientNorm before clipping
/// @param tokens that were read
/// @param entropy mean of the predicted distributions, nats
/// @param clipped share of tokens whose ratio was clipped
/// @param kl mean to the sampling policy, by the k3 estimator
/// @param expertLoad `[layers with experts][E]` share of tokens
public record StepReport(
    double loss,
    double mtpLoss,
    double balanceLoss,
    double gradientNorm,
    int tokens,
    double entropy,
    double clipped,
    double kl,
    float[][] expertLoad) {}
