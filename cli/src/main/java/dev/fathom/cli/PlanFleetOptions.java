package dev.fathom.cli;

import dev.fathom.plan.Demand;
import dev.fathom.plan.Fleet;
import dev.fathom.plan.Machine;
import dev.fathom.plan.Precision;
import dev.fathom.plan.Site;
import dev.fathom.plan.TokenRate;
import dev.fathom.plan.Unit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Who asks what of which machines, where.
final class PlanFleetOptions {
  @Option(names = "--users", paramLabel = "N", descriptionKey = "plan-users")
  @Nullable String users;

  @Option(names = "--requests-per-hour", paramLabel = "N", descriptionKey = "plan-requests-hour")
  String perHour = "12";

  @Option(names = "--tokens-in", paramLabel = "N", descriptionKey = "plan-tokens-in")
  String tokensIn = "1000";

  @Option(names = "--tokens-out", paramLabel = "N", descriptionKey = "plan-tokens-out")
  String tokensOut = "500";

  @Option(names = "--cache-hit", paramLabel = "SHARE", descriptionKey = "plan-cache-hit")
  String cacheHit = "50 %";

  @Option(names = "--speed", paramLabel = "N", descriptionKey = "plan-speed")
  String speed = "20";

  @Option(names = "--on", paramLabel = "MACHINE", descriptionKey = "plan-on")
  @Nullable String machine;

  @Option(names = "--site", paramLabel = "SITE", descriptionKey = "plan-site")
  @Nullable String site;

  @Option(names = "--precision", paramLabel = "P", descriptionKey = "plan-precision")
  @Nullable String precision;

  @Option(names = "--cache", paramLabel = "P", descriptionKey = "plan-cache")
  String cache = "bf16";

  @Option(names = "--pue", paramLabel = "X", descriptionKey = "plan-pue")
  @Nullable String pue;

  @Option(names = "--load", paramLabel = "SHARE", descriptionKey = "plan-load")
  String load = "0.7";

  Demand.Users request(@Nullable String number) {
    return new Demand.Users(
        Unit.NUMBER.parsePositive("--users", number == null ? "1" : number),
        Unit.NUMBER.parsePositive("--requests-per-hour", perHour),
        Unit.TOKENS.parsePositive("--tokens-in", tokensIn),
        Unit.TOKENS.parsePositive("--tokens-out", tokensOut),
        Unit.NUMBER.parse("--cache-hit", cacheHit));
  }

  TokenRate stream() {
    return new TokenRate(Unit.NUMBER.parsePositive("--speed", speed));
  }

  Machine machine(String usual) {
    return PlannedMachine.of(machine == null ? usual : machine);
  }

  Fleet fleet(String model, String usual) {
    PlannedModel planned = PlannedModel.of(model, precision);
    return Fleet.smallest(planned.shape(), planned.weights(), Precision.of(cache), machine(usual));
  }

  Site site() {
    Site where = site == null ? Site.usual() : Site.of(site);
    return pue == null ? where : where.withPue(Unit.NUMBER.parsePositive("--pue", pue));
  }

  double load() {
    return Unit.NUMBER.parsePositive("--load", load);
  }
}
