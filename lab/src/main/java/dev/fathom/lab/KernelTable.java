package dev.fathom.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the benchmarks of kernels and prints each beside its limit; for `lab/bin/jmh`. What JMH
/// itself says goes to standard error.
public final class KernelTable {
  private KernelTable() {}

  /// [--json] [options of JMH]
  public static void main(String[] arguments)
      throws CommandLineOptionException, IOException, RunnerException {
    List<String> forJmh = new ArrayList<>(Arrays.asList(arguments));
    boolean json = forJmh.remove("--json");
    CommandLineOptions given = new CommandLineOptions(forJmh.toArray(String[]::new));
    if (given.shouldHelp()) {
      given.showHelp();
      return;
    }
    Runner runner = new Runner(options(given), toStandardError());
    if (given.shouldList()) {
      runner.list();
      return;
    }
    KernelReport report = run(runner);
    System.out.println(json ? report.json() : report.markdown());
  }

  /// Whatever was given, but rates a second: the table is made of them.
  private static Options options(Options given) {
    return new OptionsBuilder()
        .parent(given)
        .mode(Mode.Throughput)
        .timeUnit(TimeUnit.SECONDS)
        .build();
  }

  private static OutputFormat toStandardError() {
    return OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL);
  }

  /// Limits are measured before and after: a neighbour on a shared machine may come or go.
  private static KernelReport run(Runner runner) throws RunnerException {
    Limits before = Limits.measure();
    Collection<RunResult> results = runner.run();
    return KernelReport.of(before.orHigher(Limits.measure()), results);
  }
}
