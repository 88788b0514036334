package dev.fathom.train.pipeline;

import dev.fathom.model.ModelConfig;
import dev.fathom.train.TrainingException;
import dev.fathom.train.data.TokenizerTrainer;
import dev.fathom.train.data.TokenizerTrainer.TokenizerFiles;
import dev.fathom.train.recipe.MixConfig;
import dev.fathom.train.recipe.Recipe;
import dev.fathom.train.recipe.StageConfig;
import dev.fathom.train.runs.DurableFiles;
import dev.fathom.train.runs.Run;
import dev.fathom.train.tasks.Task;
import dev.fathom.train.tasks.Tasks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where a recipe is made: `recipe.toml`, `tokenizer/`, and a folder for each stage, which is a
/// model folder as soon as the stage has ended.
public final class RecipeFolder {
  private static final String WEIGHTS = "model.safetensors";

  private final Path root;
  private final Recipe recipe;

  /// @param root need not be there yet
  public RecipeFolder(Path root, Recipe recipe) {
    this.root = root;
    this.recipe = recipe;
  }

  public Recipe recipe() {
    return recipe;
  }

  public Path root() {
    return root;
  }

  /// Where a stage has its run.
  public Path stage(String name) {
    return root.resolve(name);
  }

  /// The weights a stage ended with; empty before.
  public Optional<Path> ended(String name) {
    Path weights = stage(name).resolve(WEIGHTS);
    return Files.exists(weights) ? Optional.of(weights) : Optional.empty();
  }

  boolean begun() {
    return Files.exists(root.resolve("recipe.toml"));
  }

  /// Keeps the recipe where people look for it.
  void keepRecipe() throws IOException {
    Files.createDirectories(root);
    DurableFiles.write(root.resolve("recipe.toml"), recipe.text());
  }

  /// Makes the tokenizer where it is not there, and says where it lies.
  public Path tokenizer() {
    try {
      Files.createDirectories(root);
      texts();
      return root.resolve("tokenizer");
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be used: %s".formatted(root, e), e);
    }
  }

  /// The tokenizer and what else stands beside weights; makes it where it is not there.
  ModelTexts texts() throws IOException {
    Path folder = root.resolve("tokenizer");
    MixConfig mix = learned();
    String settings =
        new Settings()
            .with("seed", recipe.seed())
            .with("tokenizer", recipe.tokenizer())
            .with("mix", mix)
            .with("generators", generators(mix))
            .text();
    try (Run run = Run.open(folder, settings, Run.Mode.EITHER)) {
      ModelConfig config = recipe.model().config(recipe.tokenizer().vocabulary());
      boolean foresees = recipe.model().mtp() > 0;
      if (Files.exists(run.folder().resolve(ModelTexts.TOKENIZER))) {
        return ModelTexts.of(ModelTexts.read(folder), config, foresees);
      }
      TokenizerFiles files =
          new TokenizerTrainer()
              .read(mix, recipe.seed(), recipe.tokenizer().problems())
              .train(recipe.tokenizer().vocabulary(), recipe.model().context());
      ModelTexts texts = ModelTexts.of(files, config, foresees);
      DurableFiles.write(folder.resolve("tokenizer_config.json"), files.config());
      texts.write(folder);
      return texts;
    } catch (IllegalArgumentException e) {
      throw new TrainingException("%s: tokenizer: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /// Of what the first stage that reads problems is made; the tokenizer is trained on that.
  private MixConfig learned() {
    for (StageConfig stage : recipe.stages()) {
      if (stage instanceof StageConfig.Learning learning) {
        return learning.mix();
      }
    }
    throw new TrainingException("recipe " + recipe.name() + " has no stage of kind pretrain");
  }

  private static String generators(MixConfig mix) {
    List<Task> tasks = mix.families().keySet().stream().map(Tasks::named).toList();
    return Tasks.fingerprint(tasks);
  }

  /// What the result of `stage` depends on.
  ///
  /// @param weights it begins with
  String settings(StageConfig stage, ModelTexts texts, Optional<Path> weights) throws IOException {
    String tokenizer = texts.text(ModelTexts.TOKENIZER);
    Settings settings =
        new Settings()
            .with("seed", recipe.seed())
            .with("model", recipe.model())
            .with("tokenizer", Settings.digest(tokenizer.getBytes(StandardCharsets.UTF_8)))
            .with("compute", recipe.compute())
            .with(
                "weights",
                weights.isEmpty() ? "" : Settings.digest(Files.readAllBytes(weights.get())))
            .with("generators", generators(stage.mix()))
            .with("stage", stage);
    return settings.without("stage.keeping").text();
  }

  /// Makes the stage's folder a model folder; the weights come last.
  void end(String stage, ModelTexts texts, DurableFiles.Writer weights) throws IOException {
    texts.write(stage(stage));
    DurableFiles.write(stage(stage).resolve(WEIGHTS), weights);
  }
}
