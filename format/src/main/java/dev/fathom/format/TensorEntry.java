package dev.fathom.format;

import dev.fathom.tensor.Shape;

/// A checked line of a checkpoint's directory.
///
/// @param name as written in the file
/// @param type the type's name as written or numbered in the file, readable or not: `Q4_K`,
///   `IQ2_XXS`
/// @param shape outermost axis first (GGUF writes them the other way round)
/// @param file which of the checkpoint's files, from 0
/// @param offset byte in that file
/// @param bytes length in that file
public record TensorEntry(
    String name, String type, Shape shape, int file, long offset, long bytes) {}
