package dev.fathom.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `fathom plan`: what it would take.
@Command(
    name = "plan",
    subcommands = {
      PlanRunCommand.class,
      PlanServeCommand.class,
      PlanTrainCommand.class,
      PlanCampusCommand.class,
      PlanSimulateCommand.class,
      PlanSourcesCommand.class
    })
final class PlanCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();

  @Override
  public int run(Surroundings around) {
    throw Failure.ofUsage(
        "usage.missing", "run, serve, train, campus, simulate, sources", "fathom plan");
  }
}
