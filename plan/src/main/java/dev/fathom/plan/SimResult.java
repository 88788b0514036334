package dev.fathom.plan;

import dev.fathom.meter.Joules;
import dev.fathom.meter.Watts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a simulation has shown.
///
/// @param time until the last answer had ended
/// @param prefill of the units that compute prompts only
/// @param decode of the units that generate
/// @param restarts requests that lost their unit
/// @param failures of units
public record SimResult(
    SimSetup setup,
    Span time,
    Times prefill,
    Times decode,
    Latencies latencies,
    int restarts,
    int failures) {
  private static final List<Double> SHARES = List.of(0.5, 0.9, 0.95, 0.99, 1.0);

  /// Unit seconds of each kind, of all units of a kind together.
  public record Times(
      double prefill, double decode, double idle, double down, double batch, double generated) {
    static Times of(SimUnit[] units, int from, int to) {
      double[] sums = new double[6];
      for (int i = from; i < to; i++) {
        SimUnit unit = units[i];
        sums[0] += unit.prefillSeconds;
        sums[1] += unit.decodeSeconds;
        sums[2] += unit.idleSeconds;
        sums[3] += unit.downSeconds;
        sums[4] += unit.batchSeconds;
        sums[5] += unit.generated;
      }
      return new Times(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
    }

    public double whole() {
      return prefill + decode + idle + down;
    }

    /// The share of the time at work.
    public double utilisation() {
      return whole() == 0 ? 0 : (prefill + decode) / whole();
    }
  }

  /// Sequences at once on a unit that generates, while any is there.
  public double meanBatch() {
    double busy = decode.decode() + (setup.isMixed() ? decode.prefill() : 0);
    return busy == 0 ? 0 : decode.batch() / busy;
  }

  public TokenRate outputRate() {
    return new TokenRate(latencies.tokens() / time.seconds());
  }

  private Joules energy(double unitSeconds, int nodes, double share) {
    double watts = setup.fleet().machine().power().value() * share * nodes;
    return setup.place().site().whole(new Span(unitSeconds).of(new Watts(watts)));
  }

  /// Energy of all machines and the site's share: for prompts, for answers, of waiting ones. Failed
  /// ones take none.
  public List<Joules> energies() {
    int small = setup.fleet().prefillNodes();
    int large = setup.fleet().decodeNodes();
    double load = setup.place().load();
    double idle = Constants.of("idle_share", Unit.NUMBER);
    return List.of(
        energy(prefill.prefill(), small, load).plus(energy(decode.prefill(), large, load)),
        energy(decode.decode(), large, load),
        energy(prefill.idle(), small, idle).plus(energy(decode.idle(), large, idle)));
  }

  public Joules energy() {
    return energies().stream().reduce(Joules.ZERO, Joules::plus);
  }

  /// Seconds until the first token that `share` of the requests stay below.
  public double firstToken(double share) {
    return Latencies.percentile(latencies.first(), share);
  }

  /// Seconds until the last token that `share` of the requests stay below.
  public double wholeAnswer(double share) {
    return Latencies.percentile(latencies.whole(), share);
  }

  public Report report() {
    Fleet fleet = setup.fleet();
    Report.Writer writer = new Report.Writer("simulate");
    writer
        .put("model", fleet.model().name())
        .put("machine", fleet.machine().name())
        .put("nodes", setup.nodes())
        .put("prefill_units", setup.prefillUnits())
        .put("decode_units", setup.decodeUnits())
        .put("requests", latencies.first().length)
        .put("seed", setup.arrivals().seed())
        .put("seconds", time.seconds())
        .put("input_tokens", latencies.input())
        .put("output_tokens", latencies.tokens())
        .put("tokens_per_second", outputRate().perSecond())
        .put("tokens_per_second_per_node", outputRate().perSecond() / setup.nodes())
        .put("prefill_utilisation_percent", 100 * prefill.utilisation())
        .put("decode_utilisation_percent", 100 * decode.utilisation())
        .put("mean_batch", meanBatch())
        .put("failures", failures)
        .put("restarted_requests", restarts);
    energy(writer);
    percentiles(writer);
    return writer.note("simulate.limits").done();
  }

  private void energy(Report.Writer writer) {
    List<Joules> parts = energies();
    Joules whole = energy();
    writer
        .put("energy_mwh", whole.kilowattHours() / 1000)
        .put("prefill_energy_mwh", parts.get(0).kilowattHours() / 1000)
        .put("decode_energy_mwh", parts.get(1).kilowattHours() / 1000)
        .put("idle_energy_mwh", parts.get(2).kilowattHours() / 1000)
        .put(
            "all_in_wh_per_million_output_tokens",
            whole.kilowattHours() * 1000 / (latencies.tokens() / 1e6));
  }

  private void percentiles(Report.Writer writer) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    rows.add(row("first_token_s", latencies.first(), 1));
    rows.add(row("between_tokens_ms", latencies.between(), 1000));
    rows.add(row("whole_answer_s", latencies.whole(), 1));
    writer.rows("latency", List.of("latency", "mean", "p50", "p90", "p95", "p99", "most"), rows);
    writer.chart(
        new Report.Chart(
            "latency",
            false,
            true,
            "percent",
            "seconds",
            List.of(
                line("first_token_s", latencies.first()),
                line("whole_answer_s", latencies.whole()))));
  }

  private static List<@Nullable Object> row(String name, double[] sorted, double factor) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(name);
    row.add(factor * Latencies.mean(sorted));
    for (double share : SHARES) {
      row.add(factor * Latencies.percentile(sorted, share));
    }
    return row;
  }

  private static Report.Series line(String name, double[] sorted) {
    List<Report.Point> points = new ArrayList<>();
    for (int percent = 1; percent <= 100; percent++) {
      double value = Latencies.percentile(sorted, percent / 100.0);
      points.add(new Report.Point("", percent, value));
    }
    return new Report.Series(name, points);
  }
}
