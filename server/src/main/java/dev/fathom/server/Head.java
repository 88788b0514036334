package dev.fathom.server;

/// What every part of an answer says about it.
///
/// @param id of the answer
/// @param created seconds since 1970
/// @param model that answers
record Head(String id, long created, String model) {}
