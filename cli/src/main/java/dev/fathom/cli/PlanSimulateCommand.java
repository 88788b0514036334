package dev.fathom.cli;

import dev.fathom.plan.Demand;
import dev.fathom.plan.Fleet;
import dev.fathom.plan.LengthLaw;
import dev.fathom.plan.NodeRates;
import dev.fathom.plan.ServePlan;
import dev.fathom.plan.SimSetup;
import dev.fathom.plan.Simulation;
import dev.fathom.plan.Span;
import dev.fathom.plan.Unit;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom plan simulate`: a fleet in time.
@Command(name = "simulate")
final class PlanSimulateCommand implements Verb {
  private static final String USUAL_MACHINE = "h800";
  private static final String USUAL_USERS = "10000";
  private static final double PEAK = 1.25; // room for the crowds of chance

  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final PlanOptions shown = new PlanOptions();
  @Mixin final PlanFleetOptions fleet = new PlanFleetOptions();

  @Parameters(paramLabel = "MODEL", descriptionKey = "plan-model")
  String model = "";

  @Option(names = "--requests", paramLabel = "N", descriptionKey = "plan-requests")
  int requests = 100_000;

  @Option(names = "--lengths", paramLabel = "LAW", descriptionKey = "plan-lengths")
  String lengths = "lognormal";

  @Option(names = "--trace", paramLabel = "FILE", descriptionKey = "plan-trace")
  @Nullable Path trace;

  @Option(names = "--prefill-units", paramLabel = "N", descriptionKey = "plan-prefill-units")
  @Nullable Integer prefillUnits;

  @Option(names = "--decode-units", paramLabel = "N", descriptionKey = "plan-decode-units")
  @Nullable Integer decodeUnits;

  @Option(names = "--batch", paramLabel = "N", descriptionKey = "plan-batch")
  @Nullable Integer batch;

  @Option(names = "--mixed", descriptionKey = "plan-mixed")
  boolean mixed;

  @Option(names = "--failures", paramLabel = "HOURS", descriptionKey = "plan-failures")
  @Nullable String failures;

  @Option(names = "--repair", paramLabel = "HOURS", descriptionKey = "plan-repair")
  String repair = "0.1 h";

  @Option(names = "--seed", paramLabel = "N", descriptionKey = "seed")
  long seed = 1;

  @Override
  public int run(Surroundings around) throws IOException {
    Fleet units = fleet.fleet(model, USUAL_MACHINE);
    Demand.Users users = fleet.request(fleet.users == null ? USUAL_USERS : fleet.users);
    Demand demand = users.day(fleet.stream(), PEAK);
    SimSetup setup =
        new SimSetup(
            units,
            prefill(units, demand),
            decode(units, demand),
            batch == null ? (int) units.batch(demand.request()) : batch,
            new SimSetup.Arrivals(users, LengthLaw.of(lengths), requests, seed, checkedTrace()),
            failing(),
            new SimSetup.Place(fleet.site(), fleet.load()));
    return shown.show(Simulation.run(setup).report(), around);
  }

  private @Nullable Path checkedTrace() {
    return trace == null ? null : ModelOptions.checked(trace);
  }

  private SimSetup.Failing failing() {
    return failures == null
        ? SimSetup.Failing.NEVER
        : new SimSetup.Failing(
            Unit.HOURS.parsePositive("--failures", failures),
            Span.ofHours(Unit.HOURS.parse("--repair", repair)));
  }

  private int prefill(Fleet units, Demand demand) {
    if (mixed) {
      if (prefillUnits != null) {
        throw Failure.ofUsage("usage.both", "--prefill-units", "--mixed");
      }
      return 0;
    }
    ServePlan plan = plan(units, demand);
    return prefillUnits == null ? whole(plan.prefillNodes() / units.prefillNodes()) : prefillUnits;
  }

  private int decode(Fleet units, Demand demand) {
    if (decodeUnits != null) {
      return decodeUnits;
    }
    ServePlan plan = plan(units, demand);
    return whole((mixed ? plan.nodes() : plan.decodeNodes()) / units.decodeNodes());
  }

  private static int whole(double unitsInTheMean) {
    return (int) Math.max(1, Math.ceil(Math.min(2e6, unitsInTheMean * PEAK)));
  }

  private ServePlan plan(Fleet units, Demand demand) {
    NodeRates rates = units.rates(demand);
    return new ServePlan(null, units, demand, rates, fleet.site(), fleet.load());
  }
}
