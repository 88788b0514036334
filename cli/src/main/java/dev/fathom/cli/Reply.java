package dev.fathom.cli;

import dev.fathom.engine.FinishReason;
import dev.fathom.engine.Usage;

/// A whole answer and what it took.
record Reply(String thinking, String answer, FinishReason reason, Usage usage) {}
