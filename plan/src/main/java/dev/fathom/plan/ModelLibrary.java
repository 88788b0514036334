package dev.fathom.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The built-in shapes, by name; parameters are counted from the published dimensions.
public final class ModelLibrary {
  private static final FactFile FILE = FactFile.builtIn("models.json");

  private ModelLibrary() {}

  public static List<String> names() {
    return FILE.names();
  }

  public static boolean has(String name) {
    return FILE.find(name).isPresent();
  }

  /// The shape called `name`.
  public static ModelShape of(String name) {
    Fact fact = FILE.require("model", name);
    Dimensions of = new Dimensions(fact);
    return new ModelShape(
        fact.text("name"),
        of.parameters(),
        of.layers,
        of.width,
        of.latent ? of.latent() : of.grouped(),
        of.experts(),
        fact.count("context"));
  }

  /// Active parameters as the makers tell them, which round; `otherwise` where they do not.
  static double publishedActive(String name, double otherwise) {
    return FILE.find(name)
        .map(fact -> fact.amount("published_active", Unit.PARAMETERS, otherwise))
        .orElse(otherwise);
  }

  /// Which price list is a model's own.
  static @Nullable String priceList(String name) {
    return FILE.find(name).flatMap(fact -> fact.find("price_list")).orElse(null);
  }

  /// How weights are published.
  public static String precision(String name) {
    return FILE.find(name).flatMap(fact -> fact.find("precision")).orElse("bf16");
  }

  /// The dimensions of one entry, and the count of weights they make.
  private static final class Dimensions {
    private final Fact fact;
    private final boolean latent;
    private final int layers;
    private final int width;
    private final int heads;

    Dimensions(Fact fact) {
      this.fact = fact;
      latent = fact.text("attention").equals("latent");
      layers = fact.count("layers");
      width = fact.count("width");
      heads = fact.count("heads");
    }

    AttentionShape.Grouped grouped() {
      return new AttentionShape.Grouped(heads, fact.count("kv_heads"), fact.count("head_width"));
    }

    AttentionShape.Latent latent() {
      return new AttentionShape.Latent(
          heads,
          fact.count("kv_rank"),
          fact.count("nope_width"),
          fact.count("rope_width"),
          fact.count("value_width"));
    }

    @Nullable ExpertShape experts() {
      int count = fact.countOrNone("experts");
      return count == 0
          ? null
          : new ExpertShape(count, fact.count("experts_used"), layers - denseLayers());
    }

    private int denseLayers() {
      return fact.countOrNone("experts") == 0 ? layers : fact.countOrNone("dense_layers");
    }

    Parameters parameters() {
      double table = (double) fact.count("vocabulary") * width;
      boolean tied = fact.find("tied").orElse("no").equals("yes");
      double attention = latent ? latentWeights(latent()) : groupedWeights(grouped());
      double always = (tied ? 1 : 2) * table + width + layers * (attention + 2.0 * width);
      always += denseLayers() * 3.0 * width * fact.countOrNone("ffn");
      double routed = 0;
      double used = 0;
      if (denseLayers() < layers) {
        double expert = 3.0 * width * fact.count("expert_ffn");
        int count = fact.count("experts");
        boolean bias = fact.find("router_bias").orElse("no").equals("yes");
        double sparse = layers - denseLayers();
        always += sparse * (fact.countOrNone("shared") * expert + (double) width * count);
        always += bias ? sparse * count : 0;
        routed = sparse * count * expert;
        used = sparse * fact.count("experts_used") * expert;
      }
      double active = always + used;
      return new Parameters(always + routed, active, tied ? active : active - table, table, routed);
    }

    private double groupedWeights(AttentionShape.Grouped grouped) {
      double queries = (double) heads * grouped.width();
      boolean bias = fact.find("bias").orElse("no").equals("yes");
      double in = queries + grouped.row();
      return (double) width * in + queries * width + (bias ? in : 0);
    }

    private double latentWeights(AttentionShape.Latent of) {
      double rank = fact.countOrNone("query_rank");
      double queries = (double) heads * (of.nope() + of.rope());
      double query = rank == 0 ? width * queries : width * rank + rank + rank * queries;
      double down = width * of.row() + of.rank();
      double up = (double) of.rank() * heads * (of.nope() + of.value());
      return query + down + up + (double) heads * of.value() * width;
    }
  }
}
