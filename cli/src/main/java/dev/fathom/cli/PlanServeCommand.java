package dev.fathom.cli;

import dev.fathom.plan.Demand;
import dev.fathom.plan.Fleet;
import dev.fathom.plan.NodeRates;
import dev.fathom.plan.Precision;
import dev.fathom.plan.Roofline;
import dev.fathom.plan.Scenario;
import dev.fathom.plan.ServePlan;
import dev.fathom.plan.Unit;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom plan serve`: what a service takes.
@Command(name = "serve")
final class PlanServeCommand implements Verb {
  private static final String USUAL_MACHINE = "h800";
  private static final String USUAL_USERS = "10000";

  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final PlanOptions shown = new PlanOptions();
  @Mixin final PlanFleetOptions fleet = new PlanFleetOptions();

  @Parameters(paramLabel = "MODEL", descriptionKey = "plan-model")
  String model = "";

  @Option(names = "--scenario", paramLabel = "NAME", descriptionKey = "plan-scenario")
  @Nullable String scenario;

  @Option(names = "--peak", paramLabel = "X", descriptionKey = "plan-peak")
  String peak = "1.226";

  @Override
  public int run(Surroundings around) throws IOException {
    ServePlan plan = scenario == null ? ofUsers() : ofScenario(Scenario.of(scenario));
    return shown.show(plan.report(), around);
  }

  private ServePlan ofUsers() {
    Fleet units = fleet.fleet(model, USUAL_MACHINE);
    double peakToMean = Unit.NUMBER.parsePositive("--peak", peak);
    String users = fleet.users == null ? USUAL_USERS : fleet.users;
    Demand demand = fleet.request(users).day(fleet.stream(), peakToMean);
    NodeRates rates = units.rates(demand);
    return new ServePlan(null, units, demand, rates, fleet.site(), fleet.load());
  }

  /// The scenario's own day; V3 and R1 are one shape, so either name is its model.
  private ServePlan ofScenario(Scenario day) {
    if (fleet.users != null) {
      throw Failure.ofUsage("usage.both", "--users", "--scenario");
    }
    PlannedModel asked = PlannedModel.of(model, fleet.precision);
    PlannedModel own = PlannedModel.of(day.model(), fleet.precision);
    if (!asked.shape().parameters().equals(own.shape().parameters())) {
      throw Failure.ofUsage("plan.other-model", day.name(), day.model(), model);
    }
    Roofline any =
        new Roofline(
            own.shape(), own.weights(), Precision.of(fleet.cache), fleet.machine(day.machine()), 1);
    Fleet units = Fleet.of(any, day.prefillNodes(), day.decodeNodes());
    boolean asPublished = fleet.machine == null || fleet.machine.equals(day.machine());
    NodeRates rates = asPublished ? day.rates() : units.rates(day.demand());
    String name = asPublished ? day.name() : null;
    return new ServePlan(name, units, day.demand(), rates, fleet.site(), fleet.load());
  }
}
