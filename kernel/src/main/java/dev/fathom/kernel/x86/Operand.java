package dev.fathom.kernel.x86;

/// What the last operand of a vector instruction may be: a vector register or memory.
public sealed interface Operand permits Vec, Mem {}
