package dev.fathom.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `fathom train`: makes models.
@Command(
    name = "train",
    subcommands = {
      TrainRecipeCommand.class,
      TrainLoraCommand.class,
      TrainTokenizerCommand.class,
      TrainTasksCommand.class,
      TrainReportCommand.class,
      TrainExportCommand.class
    })
final class TrainCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();

  @Override
  public int run(Surroundings around) {
    throw Failure.ofUsage(
        "usage.missing", "recipe, lora, tokenizer, tasks, report, export", "fathom train");
  }
}
