package dev.fathom.cli;

import dev.fathom.train.pipeline.RecipeFolder;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom train tokenizer`: a recipe's tokenizer alone, where the recipe will look for it.
@Command(name = "tokenizer")
final class TrainTokenizerCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final RecipeOption recipe = new RecipeOption();

  @Option(names = "--out", paramLabel = "DIR", required = true, descriptionKey = "train-out")
  Path out = Path.of("");

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) {
    RecipeFolder folder = new RecipeFolder(out, recipe.read());
    Path made;
    try (Progress _ = Progress.start(around, "progress.tokenizer")) {
      made = folder.tokenizer();
    }
    int tokens = folder.recipe().tokenizer().vocabulary();
    if (json) {
      Json.line(
          around.out(),
          writer -> {
            writer.writeStartObject();
            writer.writeStringProperty("tokenizer", made.resolve("tokenizer.json").toString());
            writer.writeNumberProperty("vocabulary", tokens);
            writer.writeEndObject();
          });
    } else {
      around.out().println(around.texts().say("train.tokenizer", made, tokens));
    }
    return 0;
  }
}
