package dev.fathom.kernel.x86;

/// A vector instruction's opcode with its prefixes.
///
/// @param prefix 0 none, 1 `66`, 2 `F3`, 3 `F2`
/// @param map 1 `0F`, 2 `0F38`, 3 `0F3A`
/// @param wide the W bit
record Opcode(int prefix, int map, boolean wide, int code) {}
