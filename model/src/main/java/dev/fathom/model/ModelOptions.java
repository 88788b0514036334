package dev.fathom.model;

/// How a model computes, where there is a choice that does not change what it means.
///
/// @param latentForm the form of latent attention; the same for every token, so that a result does
///   not depend on how a prompt was cut into chunks
public record ModelOptions(LatentForm latentForm) {
  /// What is best for answering.
  public static ModelOptions standard() {
    return new ModelOptions(LatentForm.ABSORBED);
  }
}
