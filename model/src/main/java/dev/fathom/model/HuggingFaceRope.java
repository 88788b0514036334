package dev.fathom.model;

import dev.fathom.format.FormatException;
import dev.fathom.format.Metadata;
import java.util.Optional;

/// The rotary embedding in `config.json`: `rope_parameters` of transformers 5, or `rope_theta` and
/// `rope_scaling` of before.
final class HuggingFaceRope {
  private final String file;
  private final Metadata json;
  private final Optional<Metadata> parameters;
  private final boolean latent;

  /// @param latent whether `mscale_all_dim` also sharpens the softmax, as in DeepSeek-V2 and V3
  HuggingFaceRope(String file, Metadata json, boolean latent) {
    this.file = file;
    this.json = json;
    this.parameters = json.findObject("rope_parameters").or(() -> json.findObject("rope_scaling"));
    this.latent = latent;
  }

  /// Theta.
  double base() {
    return number("rope_theta").or(() -> json.findDouble("rope_theta")).orElse(10_000.0);
  }

  /// The part of a head that is rotated.
  double part() {
    return number("partial_rotary_factor")
        .or(() -> json.findDouble("partial_rotary_factor"))
        .orElse(1.0);
  }

  RopeScaling scaling() {
    String type =
        parameters
            .flatMap(it -> it.findString("rope_type").or(() -> it.findString("type")))
            .orElse("default");
    return switch (type) {
      case "default" -> new RopeScaling.None();
      case "linear" -> new RopeScaling.Linear(required("factor"));
      case "llama3" ->
          new RopeScaling.Llama3(
              required("factor"),
              required("low_freq_factor"),
              required("high_freq_factor"),
              original());
      case "yarn" -> yarn();
      default ->
          throw new FormatException(
              "%s: rope type '%s' is not supported; supported are default, linear, llama3, yarn"
                  .formatted(file, type.length() > 60 ? type.substring(0, 60) : type));
    };
  }

  private RopeScaling yarn() {
    if (parameters.flatMap(it -> it.findBoolean("truncate")).equals(Optional.of(false))) {
      throw new FormatException(file + ": rope 'truncate' false is not supported");
    }
    double factor =
        number("factor").orElseGet(() -> json.number("max_position_embeddings") / original());
    double mscale = number("mscale").orElse(0.0);
    double mscaleAll = number("mscale_all_dim").orElse(0.0);
    double standard =
        mscale != 0 && mscaleAll != 0
            ? RopeScaling.Yarn.temperature(factor, mscale)
                / RopeScaling.Yarn.temperature(factor, mscaleAll)
            : RopeScaling.Yarn.temperature(factor, 1);
    double sharpening = latent ? RopeScaling.Yarn.temperature(factor, mscaleAll) : 1;
    return new RopeScaling.Yarn(
        factor,
        original(),
        number("beta_fast").orElse(32.0),
        number("beta_slow").orElse(1.0),
        number("attention_factor").orElse(standard),
        sharpening * sharpening);
  }

  private double original() {
    return number("original_max_position_embeddings")
        .or(() -> json.findDouble("original_max_position_embeddings"))
        .orElseGet(() -> json.number("max_position_embeddings"));
  }

  private Optional<Double> number(String key) {
    return parameters.flatMap(it -> it.findDouble(key));
  }

  private double required(String key) {
    return number(key)
        .orElseThrow(() -> new FormatException(file + ": rope parameter '" + key + "' is missing"));
  }
}
