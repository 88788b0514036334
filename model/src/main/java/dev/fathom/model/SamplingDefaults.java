package dev.fathom.model;

import org.jspecify.annotations.Nullable;

/// What the model's own card (`generation_config.json`, GGUF `general.sampling.*`) recommends; null
/// where it says nothing.
public record SamplingDefaults(
    @Nullable Double temperature, @Nullable Integer topK, @Nullable Double topP) {}
