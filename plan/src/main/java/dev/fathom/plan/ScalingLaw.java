package dev.fathom.plan;

import dev.fathom.meter.Flops;
import java.util.List;

/// How a dense model's loss falls with parameters N and tokens D: `E + A/N^alpha + B/D^beta`
/// (Hoffmann et al., arXiv 2203.15556).
public record ScalingLaw(String name, double e, Term parameters, Term tokens) {
  private static final double PER_TOKEN = 6; // FLOPs of training for a parameter and a token

  /// `factor / x^exponent`.
  public record Term(double factor, double exponent) {
    double at(double x) {
      return factor / Math.pow(x, exponent);
    }
  }

  /// A model and the tokens it is trained on.
  public record Choice(double parameters, TokenCount tokens) {
    public Flops flops() {
      return new Flops(PER_TOKEN * parameters * tokens.count());
    }
  }

  /// The built-in fits.
  public static List<ScalingLaw> builtIn() {
    return FactFile.builtIn("scaling-laws.json").facts().stream().map(ScalingLaw::of).toList();
  }

  public static ScalingLaw of(String name) {
    return of(FactFile.builtIn("scaling-laws.json").require("scaling law", name));
  }

  private static ScalingLaw of(Fact fact) {
    return new ScalingLaw(
        fact.text("name"),
        fact.positive("e", Unit.NUMBER),
        new Term(fact.positive("a", Unit.NUMBER), fact.positive("alpha", Unit.NUMBER)),
        new Term(fact.positive("b", Unit.NUMBER), fact.positive("beta", Unit.NUMBER)));
  }

  public double loss(Choice choice) {
    return e + parameters.at(choice.parameters()) + tokens.at(choice.tokens().count());
  }

  /// The least loss for `budget`.
  public Choice best(Flops budget) {
    double alpha = parameters.exponent();
    double beta = tokens.exponent();
    double ratio = alpha * parameters.factor() / (beta * tokens.factor());
    double g = Math.pow(ratio, 1 / (alpha + beta));
    double pairs = Amount.positive("a budget of FLOPs", budget.count()) / PER_TOKEN;
    double n = g * Math.pow(pairs, beta / (alpha + beta));
    return new Choice(n, new TokenCount(pairs / n));
  }

  /// The cheapest choice that is as good as `other`: the budget is found by halving.
  public Choice asGoodAs(Choice other) {
    double wanted = loss(other);
    double low = 0;
    double high = Math.log(other.flops().count()) * 2;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      if (loss(best(new Flops(Math.exp(middle)))) > wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return best(new Flops(Math.exp(high)));
  }
}
