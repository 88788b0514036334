package dev.fathom.plan;

import dev.fathom.meter.Flops;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The dense model that would be as good, by every fit of the scaling law. The laws hold for dense
/// models; a mixture of experts counts as one of `total^x * active^(1-x)` parameters, a rule of
/// thumb.
///
/// @param tokens it was trained on
/// @param flops `6 N D` of its own training
public record DenseTwin(ModelShape model, TokenCount tokens, Flops flops) {
  /// One fit's view.
  ///
  /// @param same as many tokens, as many parameters as this one counts for
  /// @param best the cheapest of equal loss
  /// @param budget the best dense model for what this training took
  public record View(
      String law,
      double loss,
      ScalingLaw.Choice same,
      ScalingLaw.Choice best,
      ScalingLaw.Choice budget) {}

  /// How many dense parameters it counts for.
  public double effective() {
    double x = Constants.of("effective_exponent", Unit.NUMBER);
    double total = model.parameters().total();
    double active = ModelLibrary.publishedActive(model.name(), model.parameters().matrices());
    return model.experts() == null ? total : Math.pow(total, x) * Math.pow(active, 1 - x);
  }

  public List<View> views() {
    ScalingLaw.Choice same = new ScalingLaw.Choice(effective(), tokens);
    return ScalingLaw.builtIn().stream()
        .map(law -> new View(law.name(), law.loss(same), same, law.asGoodAs(same), law.best(flops)))
        .toList();
  }

  void write(Report.Writer writer) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (View view : views()) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(view.law());
      row.add(view.loss());
      row.add(view.same().parameters());
      row.add(view.same().flops().count() / flops.count());
      row.add(view.best().parameters());
      row.add(view.best().tokens().count());
      row.add(view.best().flops().count() / flops.count());
      row.add(view.budget().parameters());
      row.add(view.budget().tokens().count());
      rows.add(row);
    }
    writer.rows(
        "dense",
        List.of(
            "law",
            "loss",
            "equal_parameters",
            "equal_flops_ratio",
            "optimal_parameters",
            "optimal_tokens",
            "optimal_flops_ratio",
            "budget_parameters",
            "budget_tokens"),
        rows);
    writer.note("train.dense");
  }
}
