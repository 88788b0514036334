package dev.fathom.train.torch;

import dev.fathom.format.SafetensorsWriter;
import dev.fathom.model.ModelConfig;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.train.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import tools.jackson.databind.json.JsonMapper;

/// The adapters of one frozen model: all that learns there.
final class Lora implements AutoCloseable {
  private static final String DOWN = ".lora_A.weight";
  private static final String UP = ".lora_B.weight";

  private final ModelConfig config;
  private final Weights base;
  private final LoraSettings settings;
  private final List<String> modules;
  private final Weights weights;

  Lora(ModelConfig config, Weights base, LoraSettings settings) {
    this.config = config;
    this.base = base;
    this.settings = settings;
    List<Blueprint.Weight> targets = targets();
    this.modules = targets.stream().map(weight -> module(weight.name())).toList();
    this.weights = Weights.of(blueprint(targets));
  }

  private List<Blueprint.Weight> targets() {
    List<Blueprint.Weight> targets = new ArrayList<>();
    Set<String> missing = new TreeSet<>(settings.targets());
    for (Weights.Place place : base.places()) {
      String module = module(place.weight().name());
      String last = module.substring(module.lastIndexOf('.') + 1);
      boolean plain = place.weight().shape().size() == 2;
      if (plain && settings.targets().contains(last)) {
        targets.add(place.weight());
        missing.remove(last);
      }
    }
    if (targets.isEmpty() || (!settings.all() && !missing.isEmpty())) {
      throw new TrainingException(
          "lora: the model (%s) has no weights called %s"
              .formatted(config.architecture(), missing));
    }
    return targets;
  }

  private static String module(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }

  /// A is random and decays; B begins at 0 as a bias does, so that nothing is changed at first.
  private List<Blueprint.Weight> blueprint(List<Blueprint.Weight> targets) {
    List<Blueprint.Weight> pairs = new ArrayList<>();
    long rank = settings.rank();
    for (Blueprint.Weight target : targets) {
      String module = module(target.name());
      List<Long> shape = target.shape();
      pairs.add(
          new Blueprint.Weight(
              module + DOWN, Blueprint.Kind.MATRIX, List.of(rank, shape.getLast())));
      pairs.add(
          new Blueprint.Weight(module + UP, Blueprint.Kind.BIAS, List.of(shape.getFirst(), rank)));
    }
    pairs.sort(Comparator.comparing(Blueprint.Weight::kind));
    return pairs;
  }

  /// A with the deviation of PEFT's (uniform to `1 / sqrt(in)`, for the model's width), B 0.
  void initialise(long seed) {
    weights.initialise(seed, 1 / Math.sqrt(3.0 * config.width()));
  }

  LoraSettings settings() {
    return settings;
  }

  /// What learns.
  Weights weights() {
    return weights;
  }

  /// @param own these weights or a replica of them
  Adapters adapters(Weights own) {
    IdentityHashMap<Tensor, Adapters.Pair> pairs = new IdentityHashMap<>();
    for (String module : modules) {
      pairs.put(
          base.tensor(module + ".weight"),
          new Adapters.Pair(own.tensor(module + DOWN), own.tensor(module + UP)));
    }
    return new Adapters(pairs, settings.scale());
  }

  /// The frozen weights with all changes added. Close them.
  Weights merged() {
    Weights merged = Weights.frozen(config);
    merged.values().copyFrom(base.values());
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      for (String module : modules) {
        Tensor change = torch.matmul(weights.tensor(module + UP), weights.tensor(module + DOWN));
        merged.tensor(module + ".weight").add_(change, Numbers.scalar(settings.scale()));
      }
    }
    return merged;
  }

  /// Writes `adapter_model.safetensors` and `adapter_config.json`, as PEFT reads them.
  ///
  /// @param model what the model is called that they belong to
  void export(Path folder, String model) {
    SafetensorsWriter writer = new SafetensorsWriter().note("format", "pt");
    for (Weights.Place place : weights.places()) {
      writer.tensor(
          "base_model.model." + place.weight().name(),
          ElementType.F32,
          Shape.of(place.weight().lengths()),
          () -> weights.values(place));
    }
    try {
      Files.createDirectories(folder);
      writer.writeTo(folder.resolve("adapter_model.safetensors"));
      Files.writeString(folder.resolve("adapter_config.json"), json(model));
    } catch (IOException unwritable) {
      throw new TrainingException(
          folder + ": cannot be written: " + unwritable.getMessage(), unwritable);
    }
  }

  private String json(String model) {
    Map<String, Object> values = new TreeMap<>();
    values.put("peft_type", "LORA");
    values.put("task_type", "CAUSAL_LM");
    values.put("r", settings.rank());
    values.put("lora_alpha", settings.alpha());
    values.put("lora_dropout", 0.0);
    values.put("bias", "none");
    values.put("fan_in_fan_out", false);
    values.put("inference_mode", true);
    values.put("base_model_name_or_path", model);
    values.put("target_modules", modules);
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(values) + "\n";
  }

  @Override
  public void close() {
    weights.close();
  }
}
