package dev.fathom.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The verbs, their help, and the way from words to a {@link Verb}. Only the verb that was asked
/// for is built: building all of them costs more than most of them take.
final class CommandTree {
  private static final Map<String, Supplier<Verb>> VERBS = verbs();

  private static final int WIDTH = 100;

  private final Surroundings around;

  CommandTree(Surroundings around) {
    this.around = around;
  }

  private static Map<String, Supplier<Verb>> verbs() {
    Map<String, Supplier<Verb>> verbs = new LinkedHashMap<>();
    verbs.put("ask", AskCommand::new);
    verbs.put("chat", ChatCommand::new);
    verbs.put("serve", ServeCommand::new);
    verbs.put("config", ConfigCommand::new);
    verbs.put("inspect", InspectCommand::new);
    verbs.put("tokenize", TokenizeCommand::new);
    verbs.put("render", RenderCommand::new);
    verbs.put("logits", LogitsCommand::new);
    verbs.put("bench", BenchCommand::new);
    verbs.put("perplexity", PerplexityCommand::new);
    verbs.put("convert", ConvertCommand::new);
    verbs.put("export", ExportCommand::new);
    verbs.put("quantize", QuantizeCommand::new);
    verbs.put("imatrix", ImatrixCommand::new);
    verbs.put("info", InfoCommand::new);
    verbs.put("plan", PlanCommand::new);
    verbs.put("train", TrainCommand::new);
    verbs.put("eval", EvalCommand::new);
    verbs.put("pull", PullCommand::new);
    verbs.put("list", ListCommand::new);
    verbs.put("show", ShowCommand::new);
    verbs.put("verify", VerifyCommand::new);
    verbs.put("rm", RmCommand::new);
    verbs.put("du", DuCommand::new);
    verbs.put("bundle", BundleCommand::new);
    return verbs;
  }

  /// `fathom` itself.
  @Command(name = "fathom")
  static final class Root {
    @Option(names = {"-h", "--help"})
    boolean help;

    @Option(names = {"-V", "--version"})
    boolean version;
  }

  /// Reads the words, runs the verb or prints what was asked for about it.
  int run(List<String> arguments) throws Exception {
    List<String> words = helpAsOption(arguments);
    CommandLine line = build(words.isEmpty() ? "" : words.getFirst());
    ParseResult parsed = parse(line, words);
    if (parsed.hasSubcommand()) {
      ParseResult verb = parsed.subcommand();
      while (verb.hasSubcommand()) {
        verb = verb.subcommand();
      }
      return verb.matchedOptionValue("--help", false)
          ? help(verb.commandSpec().commandLine(), 0)
          : ((Verb) verb.commandSpec().userObject()).run(around);
    }
    if (parsed.hasMatchedOption("--version")) {
      around.out().println(Version.line());
      return 0;
    }
    return parsed.hasMatchedOption("--help") ? help(line, 0) : help(line, 2);
  }

  /// `help ask` is `ask --help`, `help` alone is `--help`.
  private static List<String> helpAsOption(List<String> arguments) {
    if (arguments.isEmpty() || !arguments.getFirst().equals("help")) {
      return arguments;
    }
    List<String> words = new ArrayList<>(arguments.subList(1, arguments.size()));
    words.add("--help");
    return words;
  }

  private static CommandLine build(String first) {
    CommandLine line = new CommandLine(new Root());
    VERBS.forEach(
        (name, verb) -> {
          if (first.equals(name) || !VERBS.containsKey(first)) {
            line.addSubcommand(name, verb.get());
          }
        });
    return line;
  }

  /// Help that was asked for goes to standard output, help instead of work to standard error.
  private int help(CommandLine line, int exitCode) {
    line.setResourceBundle(around.texts().bundle());
    line.setUsageHelpWidth(WIDTH);
    line.getCommandSpec().usageMessage().abbreviateSynopsis(true);
    boolean terminal = exitCode == 0 ? around.outIsTerminal() : around.errIsTerminal();
    PrintStream to = exitCode == 0 ? around.out() : around.err();
    line.usage(to, terminal && around.colours() ? Ansi.ON : Ansi.OFF);
    return exitCode;
  }

  private static ParseResult parse(CommandLine line, List<String> words) {
    try {
      return line.parseArgs(words.toArray(String[]::new));
    } catch (ParameterException wrong) {
      throw explain(wrong);
    }
  }

  /// picocli's own messages are English only; these are ours.
  private static Failure explain(ParameterException wrong) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().getFirst();
      String key = command.equals("fathom") && !word.startsWith("-") ? "verb" : "word";
      return Failure.ofUsage("usage.unknown-" + key, word, command);
    }
    if (wrong instanceof MissingParameterException missing) {
      String names =
          missing.getMissing().stream()
              .map(
                  argument ->
                      argument instanceof CommandLine.Model.OptionSpec option
                          ? option.longestName()
                          : argument.paramLabel())
              .collect(Collectors.joining(", "));
      return Failure.ofUsage("usage.missing", names, command);
    }
    if (wrong.getArgSpec() instanceof CommandLine.Model.OptionSpec option
        && wrong.getValue() != null) {
      return Failure.ofUsage("usage.value", wrong.getValue(), option.longestName(), command);
    }
    return Failure.ofUsage("usage.other", String.valueOf(wrong.getMessage()), command);
  }
}
