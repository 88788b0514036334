package dev.fathom.plan;

import dev.fathom.meter.ByteCount;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a model fits a machine, and how fast it would be there.
///
/// @param use what is asked of it
public record RunPlan(
    ModelShape model, Weights weights, Precision cache, Machine machine, Use use) {
  private static final double FLOAT = 4;
  private static final double CHUNK = 512; // tokens of a prompt at once
  private static final List<String> PRECISIONS = List.of("bf16", "fp8", "q8_0", "q4_k_m");

  /// What is asked.
  ///
  /// @param context tokens kept for each user
  /// @param users at once
  /// @param prompt tokens whose speed is told
  public record Use(int context, int users, int prompt) {
    public Use {
      Amount.count("--context", context);
      Amount.count("--users", users);
      Amount.count("--prompt", prompt);
      if (prompt > context) {
        throw new IllegalArgumentException(
            "--prompt %,d is longer than --context %,d".formatted(prompt, context));
      }
    }
  }

  public RunPlan {
    if (use.context() > model.context()) {
      throw new IllegalArgumentException(
          "--context %,d is more than %s was made for, %,d"
              .formatted(use.context(), model.name(), model.context()));
    }
  }

  public ByteCount cacheBytes() {
    return new ByteCount(model.cachePerToken(cache).value() * (double) use.context() * use.users());
  }

  /// Rows of a prompt's chunk and one row of logits for each user: an estimate from above.
  public ByteCount activations() {
    double rows = Math.min(CHUNK, use.prompt()) + use.users();
    double vocabulary = model.parameters().head() / model.width();
    return new ByteCount(FLOAT * (rows * model.width() * 8 + use.users() * vocabulary));
  }

  public ByteCount needed() {
    return weights.whole().plus(cacheBytes()).plus(activations());
  }

  /// Whether all of it fits one machine.
  public boolean fits() {
    return needed().value() <= usable();
  }

  private double usable() {
    return machine.memory().value() * Constants.of("memory_share", Unit.NUMBER);
  }

  private Roofline roofline() {
    return new Roofline(model, weights, cache, machine, machine.devices());
  }

  /// New tokens of a prompt a second.
  public TokenRate prefill() {
    return roofline().prefillRate(use.prompt(), 0);
  }

  /// Generated tokens a second of all users together, `context` tokens in.
  public TokenRate decode(int users, double context) {
    return new TokenRate(users / roofline().step(users, context).seconds());
  }

  /// Throws where the model fits neither this machine nor any unit of it.
  public RunPlan requireFit() {
    if (!fits()) {
      throw new IllegalArgumentException(
          "%s does not fit %s: %.3g GB of weights, %.3g GB of cache and %.3g GB for computing, but %.3g GB are there to use; %s"
              .formatted(
                  model.name(),
                  machine.name(),
                  weights.whole().value() / 1e9,
                  cacheBytes().value() / 1e9,
                  activations().value() / 1e9,
                  usable() / 1e9,
                  advice()));
    }
    return this;
  }

  private String advice() {
    for (String name : PRECISIONS) {
      Weights smaller = Weights.of(model, Precision.of(name));
      boolean less = smaller.whole().value() < weights.whole().value();
      if (less && new RunPlan(model, smaller, cache, machine, use).fits()) {
        return "try --precision " + name;
      }
    }
    for (String name : Machine.names()) {
      if (new RunPlan(model, weights, cache, Machine.of(name), use).fits()) {
        return "machine '" + name + "' would hold it";
      }
    }
    Roofline unit = Roofline.smallest(model, weights, cache, Machine.of("h800"));
    return unit == null
        ? "it fits nowhere known here"
        : "%d nodes of h800 would hold it, see 'fathom plan serve'".formatted(unit.devices() / 8);
  }

  public Report report() {
    double half = use.context() / 2.0;
    Report.Writer writer = new Report.Writer("run");
    writer
        .put("model", model.name())
        .put("machine", machine.name())
        .put("precision", weights.precision().name())
        .put("fits", fits())
        .put("parameters", model.parameters().total())
        .put("active_parameters", model.parameters().active())
        .put("attention", model.attention().kind())
        .put("weights_bytes", weights.whole().value())
        .put("cache_bytes", cacheBytes().value())
        .put("cache_bytes_per_token", model.cachePerToken(cache).value())
        .put("activation_bytes", activations().value())
        .put("total_bytes", needed().value())
        .put("memory_bytes", machine.memory().value())
        .put("context_tokens", use.context())
        .put("users", use.users())
        .put("most_users", roofline().mostSequences(use.context()))
        .put("prefill_tokens_per_second", prefill().perSecond())
        .put("decode_tokens_per_second", decode(1, 0).perSecond())
        .put("decode_tokens_per_second_at_half_context", decode(1, half).perSecond())
        .put("tokens_per_second", decode(use.users(), half).perSecond())
        .put("joules_per_token", machine.power().value() / decode(use.users(), half).perSecond());
    where(writer);
    depth(writer);
    return writer.note("run.roofline").done();
  }

  private void where(Report.Writer writer) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (String name : Machine.names()) {
      for (String precision : PRECISIONS) {
        Weights other = Weights.of(model, Precision.of(precision));
        RunPlan there = new RunPlan(model, other, cache, Machine.of(name), use);
        List<@Nullable Object> row = new ArrayList<>();
        row.add(name);
        row.add(precision);
        row.add(other.whole().value() / 1e9);
        row.add(there.fits());
        row.add(there.fits() ? there.prefill().perSecond() : null);
        row.add(there.fits() ? there.decode(1, 0).perSecond() : null);
        rows.add(row);
      }
    }
    writer.rows(
        "where",
        List.of(
            "machine",
            "precision",
            "weights_gb",
            "fits",
            "prefill_tokens_per_second",
            "decode_tokens_per_second"),
        rows);
  }

  private void depth(Report.Writer writer) {
    List<Report.Point> points = new ArrayList<>();
    for (int at = 0; at <= 16; at++) {
      double context = use.context() * at / 16.0;
      points.add(new Report.Point("", context, decode(1, context).perSecond()));
    }
    writer.chart(
        new Report.Chart(
            "depth",
            false,
            false,
            "context_tokens",
            "decode_tokens_per_second",
            List.of(new Report.Series("", points))));
  }
}
