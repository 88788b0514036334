package dev.fathom.train.tasks;

/// Questions of one kind, the thought and the answer to them.
record AboutKind(
    String englishThought, String germanThought, String english, String german, Phrases phrases) {}
