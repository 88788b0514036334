/// Learning from answers: a sampler for hundreds of them at once, the stage that reinforces
/// (`grpo`) and the stages that gather verified answers to learn from (`reject`, `distil`).
///
/// A step of `grpo` is told by the weights, the seed, the step's number and the pass rates so far.
/// The sampler runs on the same weights as the trainee, in f32; their log-probabilities differ by
/// about 1e-6.
package dev.fathom.train.policy;
