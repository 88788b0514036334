package dev.fathom.cli;

import dev.fathom.kernel.ReadLoop;
import dev.fathom.meter.MeterOptions;
import dev.fathom.model.Memory;
import dev.fathom.tensor.ElementType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom bench`: tokens a second for prompts and for generation, as llama-bench measures them.
@Command(name = "bench")
final class BenchCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final ModelOptions model = new ModelOptions();
  @Mixin final ComputeOptions compute = new ComputeOptions();
  @Mixin final CacheOption cache = new CacheOption();

  @Option(
      names = {"-p", "--prompt"},
      paramLabel = "N",
      split = ",")
  String[] prompts = {"512"};

  @Option(
      names = {"-n", "--generate"},
      paramLabel = "N",
      split = ",")
  String[] generations = {"128"};

  @Option(
      names = {"-d", "--depth"},
      paramLabel = "N",
      split = ",")
  String[] depths = {"0"};

  @Option(
      names = {"-r", "--repetitions"},
      paramLabel = "N")
  int repetitions = 3;

  @Option(names = "--warmup", paramLabel = "S")
  double warmup = 3;

  @Option(names = "--bandwidth")
  boolean bandwidth;

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) throws Exception {
    ElementType cacheType = cache.type();
    List<Bench.Test> tests = tests();
    MeterOptions meter = Configuration.usual(around).meter();
    try (LoadedModel loaded = LoadedModel.load(model.model, compute, around)) {
      for (Bench.Test test : tests) {
        ContextOption.require(test.end(), loaded.file());
      }
      BenchReport report;
      try (@Nullable ReadLoop reading = bandwidth ? reading(loaded) : null) {
        Bench.Method method = new Bench.Method(repetitions, warmup, reading, meter);
        Bench bench = new Bench(loaded.model(), cacheType, method);
        report = new BenchReport(loaded, cacheType, measure(tests, bench, around));
      }
      if (json) {
        Json.line(around.out(), report::write);
      } else {
        around.out().print(report.text(around.texts()));
      }
    }
    return 0;
  }

  private static ReadLoop reading(LoadedModel loaded) {
    if (Memory.available() < ReadLoop.BYTES) {
      throw Failure.of("bench.memory", ReadLoop.BYTES, Memory.available());
    }
    ReadLoop loop = new ReadLoop(loaded.kernels().team());
    loop.bytesPerSecond(); // the compiler's round
    return loop;
  }

  private List<Bench.Row> measure(List<Bench.Test> tests, Bench bench, Surroundings around) {
    Map<Integer, List<Bench.Test>> byDepth =
        tests.stream()
            .collect(
                Collectors.groupingBy(Bench.Test::depth, LinkedHashMap::new, Collectors.toList()));
    List<Bench.Row> rows = new ArrayList<>();
    int[] begun = {0};
    try (Progress progress = Progress.start(around, "progress.bench")) {
      for (List<Bench.Test> group : byDepth.values()) {
        rows.addAll(
            bench.measure(
                group, test -> progress.at((double) begun[0]++ / tests.size(), test.name())));
      }
    }
    return rows;
  }

  private List<Bench.Test> tests() {
    check("--repetitions", repetitions, 1);
    check("--warmup", warmup, 0);
    List<Bench.Test> tests = new ArrayList<>();
    for (int depth : NumberList.parse("--depth", depths)) {
      for (int tokens : NumberList.parse("--prompt", prompts)) {
        tests.add(new Bench.Test(true, tokens, depth));
      }
      for (int tokens : NumberList.parse("--generate", generations)) {
        tests.add(new Bench.Test(false, tokens, depth));
      }
    }
    tests.removeIf(test -> test.tokens() == 0);
    return tests;
  }

  private static void check(String option, double value, int least) {
    if (!(value >= least)) {
      throw Failure.ofUsage("usage.range", option, value, least + " ..");
    }
  }
}
