package dev.fathom.cli;

import dev.fathom.train.evaluate.Question;
import dev.fathom.train.evaluate.Questions;
import dev.fathom.train.tasks.Task;
import dev.fathom.train.tasks.Tasks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What a model is asked.
final class EvalQuestions {
  private static final int MOST = 1_000_000;

  @Mixin final LanguageOption language = new LanguageOption();

  @Option(names = "--tasks", paramLabel = "T", split = ",", descriptionKey = "eval-tasks")
  String[] tasks = {"trained"};

  @Option(names = "--level", paramLabel = "L", split = ",", descriptionKey = "eval-level")
  String[] levels = {};

  @Option(
      names = {"-n", "--n"},
      paramLabel = "N",
      descriptionKey = "eval-n")
  int count = 1000;

  @Option(names = "--jsonl", paramLabel = "FILE", descriptionKey = "eval-jsonl")
  @Nullable Path jsonl;

  List<Question> read() {
    if (jsonl != null) {
      return Questions.ofJsonLines(jsonl);
    }
    if (count < 1 || count > MOST) {
      throw Failure.ofUsage("usage.range", "--n", count, "1 .. " + MOST);
    }
    return Questions.ofTasks(
        families(), NumberList.parse("--level", levels), language.languages(), count);
  }

  private List<String> families() {
    List<String> families = new ArrayList<>();
    for (String name : tasks) {
      switch (name) {
        case "all" -> Tasks.all().forEach(task -> families.add(task.family()));
        case "trained" -> families.addAll(trained());
        case "held-out" ->
            Tasks.all().stream().filter(Task::heldOut).map(Task::family).forEach(families::add);
        default -> families.add(Tasks.named(name).family());
      }
    }
    return families.stream().distinct().toList();
  }

  /// Drills and talk about itself are no problems.
  private static List<String> trained() {
    return Tasks.all().stream()
        .filter(task -> !task.heldOut())
        .map(Task::family)
        .filter(family -> !family.startsWith("drill_") && !family.equals("about"))
        .toList();
  }
}
