package dev.fathom.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a model is trained.
///
/// @param machine on nodes of which
/// @param devices how many
/// @param utilisation 6 N D over the rate of 16-bit products, in sequences of `context` tokens
public record Recipe(
    String name,
    String machine,
    int devices,
    double utilisation,
    double context,
    List<Stage> stages) {
  public Recipe {
    Amount.count("the number of devices", devices);
    Amount.positive("the utilisation", Amount.share("the utilisation", utilisation));
    Amount.positive("the context of the utilisation", context);
    stages = List.copyOf(stages);
  }

  /// One stage: tokens in sequences of some length, or a time that was told.
  ///
  /// @param told device hours that nothing is computed of, or null
  public record Stage(String name, TokenCount tokens, double context, @Nullable DeviceTime told) {}

  /// The published recipe of model `name`.
  public static Optional<Recipe> find(String name) {
    return FactFile.builtIn("recipes.json").find(name).map(Recipe::of);
  }

  private static Recipe of(Fact fact) {
    List<Stage> stages = new ArrayList<>();
    for (Fact stage : FactFile.builtIn("stages.json").facts()) {
      if (stage.text("recipe").equals(fact.text("name"))) {
        stages.add(stage(stage));
      }
    }
    return new Recipe(
        fact.text("name"),
        fact.text("machine"),
        fact.count("devices"),
        fact.share("utilisation"),
        fact.positive("utilisation_context", Unit.TOKENS),
        stages);
  }

  private static Stage stage(Fact fact) {
    if (fact.has("device_hours")) {
      DeviceTime told = new DeviceTime(fact.positive("device_hours", Unit.HOURS));
      return new Stage(fact.text("stage"), TokenCount.ZERO, 0, told);
    }
    if (fact.has("time")) {
      Span time = Span.ofHours(fact.positive("time", Unit.HOURS));
      DeviceTime told = DeviceTime.of(fact.count("devices"), time);
      return new Stage(fact.text("stage"), TokenCount.ZERO, 0, told);
    }
    return new Stage(
        fact.text("stage"),
        new TokenCount(fact.positive("tokens", Unit.TOKENS)),
        fact.positive("context", Unit.TOKENS),
        null);
  }

  /// A single stage of `tokens`, on what this recipe names.
  public Recipe withTokens(TokenCount tokens, double length) {
    Stage stage = new Stage("pre-training", tokens, length, null);
    return new Recipe(name, machine, devices, utilisation, context, List.of(stage));
  }

  public Recipe on(String otherMachine, int otherDevices) {
    return new Recipe(name, otherMachine, otherDevices, utilisation, context, stages);
  }

  public Recipe withUtilisation(double other) {
    return new Recipe(name, machine, devices, other, context, stages);
  }
}
