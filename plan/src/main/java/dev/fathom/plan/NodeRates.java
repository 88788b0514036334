package dev.fathom.plan;

/// What a node does: tokens of prompts, those from a cache included, or generated ones.
public record NodeRates(TokenRate input, TokenRate output) {
  public NodeRates {
    Amount.positive("the prompt tokens a second of a node", input.perSecond());
    Amount.positive("the generated tokens a second of a node", output.perSecond());
  }
}
