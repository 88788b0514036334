package dev.fathom.cli;

import dev.fathom.meter.Watts;
import dev.fathom.plan.CampusPlan;
import dev.fathom.plan.Site;
import dev.fathom.plan.Unit;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom plan campus`: what a site of some power could do in a year.
@Command(name = "campus")
final class PlanCampusCommand implements Verb {
  private static final String USUAL_MACHINE = "h100";
  private static final String USUAL_SITE = "TX";

  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final PlanOptions shown = new PlanOptions();
  @Mixin final PlanFleetOptions fleet = new PlanFleetOptions();

  @Option(names = "--power", paramLabel = "W", descriptionKey = "plan-power")
  String power = "10 GW";

  @Option(names = "--elasticity", paramLabel = "X", descriptionKey = "plan-elasticity")
  String elasticity = "1.2";

  @Override
  public int run(Surroundings around) throws IOException {
    Site where = fleet.site == null ? Site.of(USUAL_SITE) : Site.of(fleet.site);
    if (fleet.pue != null) {
      where = where.withPue(Unit.NUMBER.parsePositive("--pue", fleet.pue));
    }
    CampusPlan plan =
        new CampusPlan(
            new Watts(Unit.WATTS.parsePositive("--power", power)),
            where,
            fleet.machine(USUAL_MACHINE),
            fleet.request(null),
            Unit.NUMBER.parse("--elasticity", elasticity));
    return shown.show(plan.report(), around);
  }
}
