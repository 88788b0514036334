package dev.fathom.server;

import dev.fathom.meter.Tariff;

/// What every part of an answer says about it.
///
/// @param id of the answer
/// @param created seconds since 1970
/// @param model that answers
/// @param tariff what energy costs
record Head(String id, long created, String model, Tariff tariff) {}
