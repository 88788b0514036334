package dev.fathom.engine;

/// What an engine is busy with now, and what it has done since it began.
///
/// @param running generations that hold pages
/// @param waiting generations in the queue
/// @param usedPages pages of the cache that a running generation holds
/// @param cachedPages pages kept for a prefix that may come again, held by nobody
/// @param pages all pages
/// @param promptTokens tokens of prompts, cached ones too
/// @param cachedPromptTokens of these, those that were not computed again
/// @param completionTokens generated tokens
public record EngineLoad(
    int running,
    int waiting,
    int usedPages,
    int cachedPages,
    int pages,
    long promptTokens,
    long cachedPromptTokens,
    long completionTokens) {}
