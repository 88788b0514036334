package dev.fathom.cli;

import dev.fathom.train.pipeline.AdapterConfig;
import dev.fathom.train.pipeline.AdapterRun;
import dev.fathom.train.torch.LoraSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom train lora`: teaches a model people have, by low-rank adapters.
@Command(name = "lora")
final class TrainLoraCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final TrainingOptions training = new TrainingOptions();

  @Option(
      names = {"-m", "--model"},
      paramLabel = "M",
      required = true,
      descriptionKey = "lora-model")
  Path model = Path.of("");

  @Option(names = "--data", paramLabel = "FILE", required = true, descriptionKey = "lora-data")
  Path data = Path.of("");

  @Option(names = "--rank", paramLabel = "N", descriptionKey = "lora-rank")
  int rank = 16;

  @Option(names = "--alpha", paramLabel = "X", descriptionKey = "lora-alpha")
  @Nullable Double alpha;

  @Option(names = "--targets", paramLabel = "W", split = ",", descriptionKey = "lora-targets")
  String[] targets = {};

  @Option(names = "--rate", paramLabel = "X", descriptionKey = "lora-rate")
  double rate = 2e-4;

  @Option(names = "--epochs", paramLabel = "N", descriptionKey = "lora-epochs")
  int epochs = 3;

  @Option(names = "--batch-tokens", paramLabel = "N", descriptionKey = "lora-batch")
  int batchTokens = 4096;

  @Option(
      names = {"-c", "--context"},
      paramLabel = "N",
      descriptionKey = "lora-context")
  int context = 2048;

  @Option(names = "--seed", paramLabel = "N", descriptionKey = "lora-seed")
  long seed = 1;

  @Option(names = "--adapter-only", descriptionKey = "lora-adapter-only")
  boolean adapterOnly;

  @Override
  public int run(Surroundings around) {
    AdapterConfig config = new AdapterConfig(settings(), rate, epochs, batchTokens, context, seed);
    Path folder = ModelOptions.checked(PulledModels.path(model, around));
    ModelOptions.checked(data);
    training.check();
    AdapterRun run = new AdapterRun(folder, data, config);
    AdapterRun wanted = adapterOnly ? run.unmerged() : run;
    AdapterRun.Place place = new AdapterRun.Place(training.out, training.resume, training.threads);
    return training.watch(
        around,
        (watch, stop) -> wanted.watchedBy(watch).make(place, stop),
        command(),
        around.texts().say(adapterOnly ? "lora.adapter" : "lora.done", training.out));
  }

  private LoraSettings settings() {
    double scale = alpha == null ? 2.0 * rank : alpha;
    return targets.length == 0
        ? LoraSettings.everywhere(rank, scale)
        : new LoraSettings(rank, scale, Set.copyOf(List.of(targets)));
  }

  private String command() {
    StringBuilder command = new StringBuilder("fathom train lora --model " + model);
    command.append(" --data ").append(data).append(" --rank ").append(rank);
    if (alpha != null) {
      command.append(" --alpha ").append(alpha);
    }
    if (targets.length > 0) {
      command.append(" --targets ").append(String.join(",", targets));
    }
    command.append(" --rate ").append(rate).append(" --epochs ").append(epochs);
    command.append(" --batch-tokens ").append(batchTokens).append(" --context ").append(context);
    command.append(" --seed ").append(seed);
    return command.append(adapterOnly ? " --adapter-only" : "").toString();
  }
}
