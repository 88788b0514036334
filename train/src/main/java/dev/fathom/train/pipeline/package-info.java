/// From a recipe to a folder of models: `recipe.toml`, `tokenizer/`, and for each stage a run that
/// ends as a model folder others can open.
@org.jspecify.annotations.NullMarked
package dev.fathom.train.pipeline;
