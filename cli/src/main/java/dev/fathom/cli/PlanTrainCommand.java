package dev.fathom.cli;

import dev.fathom.plan.Recipe;
import dev.fathom.plan.Site;
import dev.fathom.plan.TokenCount;
import dev.fathom.plan.TrainPlan;
import dev.fathom.plan.Unit;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom plan train`: what training takes.
@Command(name = "train")
final class PlanTrainCommand implements Verb {
  private static final String USUAL_MACHINE = "h800";
  private static final int USUAL_DEVICES = 2048;
  private static final double USUAL_SHARE = 0.346; // V3's and Llama 3.1 405B's

  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final PlanOptions shown = new PlanOptions();

  @Parameters(paramLabel = "MODEL", descriptionKey = "plan-model")
  String model = "";

  @Option(names = "--tokens", paramLabel = "N", descriptionKey = "plan-tokens")
  @Nullable String tokens;

  @Option(names = "--length", paramLabel = "N", descriptionKey = "plan-length")
  String length = "4096";

  @Option(names = "--on", paramLabel = "MACHINE", descriptionKey = "plan-on")
  @Nullable String machine;

  @Option(names = "--gpus", paramLabel = "N", descriptionKey = "plan-gpus")
  @Nullable Integer devices;

  @Option(names = "--utilisation", paramLabel = "SHARE", descriptionKey = "plan-utilisation")
  @Nullable String utilisation;

  @Option(names = "--site", paramLabel = "SITE", descriptionKey = "plan-site")
  @Nullable String site;

  @Option(names = "--pue", paramLabel = "X", descriptionKey = "plan-pue")
  @Nullable String pue;

  @Option(names = "--load", paramLabel = "SHARE", descriptionKey = "plan-load")
  String load = "0.7";

  @Override
  public int run(Surroundings around) throws IOException {
    PlannedModel planned = PlannedModel.of(model, null);
    Recipe recipe = recipe();
    Site where = site == null ? Site.usual() : Site.of(site);
    TrainPlan plan =
        new TrainPlan(
            planned.shape(),
            recipe,
            PlannedMachine.of(recipe.machine()),
            pue == null ? where : where.withPue(Unit.NUMBER.parsePositive("--pue", pue)),
            Unit.NUMBER.parsePositive("--load", load));
    return shown.show(plan.report(), around);
  }

  private Recipe recipe() {
    Recipe known =
        Recipe.find(model)
            .orElse(new Recipe(model, USUAL_MACHINE, USUAL_DEVICES, USUAL_SHARE, 4096, List.of()));
    Recipe recipe =
        known.on(
            machine == null ? known.machine() : machine,
            devices == null ? known.devices() : devices);
    if (utilisation != null) {
      recipe = recipe.withUtilisation(Unit.NUMBER.parsePositive("--utilisation", utilisation));
    }
    if (tokens == null) {
      if (recipe.stages().isEmpty()) {
        throw Failure.ofUsage("usage.missing", "--tokens", "fathom plan train " + model);
      }
      return recipe;
    }
    return recipe.withTokens(
        new TokenCount(Unit.TOKENS.parsePositive("--tokens", tokens)),
        Unit.TOKENS.parsePositive("--length", length));
  }
}
