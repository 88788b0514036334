package dev.fathom.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// `fathom bench`: tokens a second for prompts and for generation, as llama-bench measures them.
@Command(name = "bench")
final class BenchCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final ModelOptions model = new ModelOptions();
  @Mixin final ComputeOptions compute = new ComputeOptions();

  @Option(
      names = {"-p", "--prompt"},
      paramLabel = "N",
      split = ",")
  int[] prompts = {512};

  @Option(
      names = {"-n", "--generate"},
      paramLabel = "N",
      split = ",")
  int[] generations = {128};

  @Option(
      names = {"-d", "--depth"},
      paramLabel = "N",
      split = ",")
  int[] depths = {0};

  @Option(
      names = {"-r", "--repetitions"},
      paramLabel = "N")
  int repetitions = 3;

  @Option(names = "--warmup", paramLabel = "S")
  double warmup = 3;

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) throws Exception {
    List<Bench.Test> tests = tests();
    try (LoadedModel loaded = LoadedModel.load(model.model, compute, around)) {
      List<Bench.Row> rows = measure(tests, loaded, around);
      if (json) {
        Json.line(around.out(), out -> writeAll(out, rows, loaded));
      } else {
        print(rows, loaded, around);
      }
    }
    return 0;
  }

  private List<Bench.Row> measure(List<Bench.Test> tests, LoadedModel loaded, Surroundings around) {
    Bench bench = new Bench(loaded.model(), repetitions, warmup);
    List<Bench.Row> rows = new ArrayList<>();
    try (Progress progress = Progress.start(around, "progress.bench")) {
      for (Bench.Test test : tests) {
        progress.at((double) rows.size() / tests.size(), test.name());
        rows.add(bench.measure(test));
      }
    }
    return rows;
  }

  private List<Bench.Test> tests() {
    check("--repetitions", repetitions, 1);
    check("--warmup", warmup, 0);
    List<Bench.Test> tests = new ArrayList<>();
    for (int depth : depths) {
      check("--depth", depth, 0);
      for (int tokens : prompts) {
        check("--prompt", tokens, 0);
        tests.add(new Bench.Test(true, tokens, depth));
      }
      for (int tokens : generations) {
        check("--generate", tokens, 0);
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

  private void writeAll(JsonGenerator out, List<Bench.Row> rows, LoadedModel loaded) {
    out.writeStartArray();
    for (Bench.Row row : rows) {
      out.writeStartObject();
      out.writeStringProperty("test", row.test().name());
      out.writeNumberProperty("depth", row.test().depth());
      Json.measured(out, "tokens_per_second", row.mean());
      Json.measured(out, "stddev", row.deviation());
      out.writeArrayPropertyStart("samples");
      row.samples().forEach(sample -> out.writeNumber(Math.round(sample * 1000) / 1000.0));
      out.writeEndArray();
      out.writeStringProperty("model", loaded.file().name());
      out.writeNumberProperty("model_bytes", loaded.file().checkpoint().bytes());
      out.writeNumberProperty("model_parameters", loaded.file().config().parameters().total());
      out.writeNumberProperty("threads", loaded.kernels().team().threads());
      out.writeStringProperty("kernels", loaded.kernels().name());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void print(List<Bench.Row> rows, LoadedModel loaded, Surroundings around) {
    Texts texts = around.texts();
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of(texts.say("bench.header").split("\\|")));
    for (Bench.Row row : rows) {
      String depth = row.test().depth() == 0 ? "" : " @ d" + row.test().depth();
      Locale locale = texts.locale();
      lines.add(
          List.of(
              loaded.file().name(),
              texts.bytes(loaded.file().checkpoint().bytes()),
              texts.count(loaded.file().config().parameters().total()),
              "" + loaded.kernels().team().threads(),
              loaded.kernels().name(),
              row.test().name() + depth,
              String.format(locale, "%.2f ± %.2f", row.mean(), row.deviation())));
    }
    around.out().print(Table.markdown(lines, 1));
  }
}
