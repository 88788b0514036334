package dev.fathom.cli;

import dev.fathom.plan.Machine;
import dev.fathom.plan.Precision;
import dev.fathom.plan.RunPlan;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom plan run`: does it fit, and how fast would it be.
@Command(name = "run")
final class PlanRunCommand implements Verb {
  private static final int USUAL_CONTEXT = 4096;
  private static final int USUAL_PROMPT = 512;

  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final PlanOptions shown = new PlanOptions();

  @Parameters(paramLabel = "MODEL", descriptionKey = "plan-model")
  String model = "";

  @Option(names = "--on", paramLabel = "MACHINE", descriptionKey = "plan-on-here")
  String machine = PlannedMachine.HERE;

  @Option(names = "--precision", paramLabel = "P", descriptionKey = "plan-precision")
  @Nullable String precision;

  @Option(names = "--cache", paramLabel = "P", descriptionKey = "plan-cache")
  String cache = "f16";

  @Option(
      names = {"-c", "--context"},
      paramLabel = "N",
      descriptionKey = "plan-context")
  @Nullable Integer context;

  @Option(names = "--users", paramLabel = "N", descriptionKey = "plan-users-once")
  int users = 1;

  @Option(names = "--prompt", paramLabel = "N", descriptionKey = "plan-prompt")
  @Nullable Integer prompt;

  @Override
  public int run(Surroundings around) throws IOException {
    PlannedModel planned = PlannedModel.of(model, precision);
    int whole = context == null ? Math.min(USUAL_CONTEXT, planned.shape().context()) : context;
    RunPlan.Use use =
        new RunPlan.Use(whole, users, prompt == null ? Math.min(USUAL_PROMPT, whole) : prompt);
    Machine there = PlannedMachine.of(machine);
    RunPlan plan = new RunPlan(planned.shape(), planned.weights(), Precision.of(cache), there, use);
    return shown.show(plan.requireFit().report(), around);
  }
}
