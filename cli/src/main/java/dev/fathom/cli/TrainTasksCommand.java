package dev.fathom.cli;

import dev.fathom.train.tasks.Language;
import dev.fathom.train.tasks.Problem;
import dev.fathom.train.tasks.Split;
import dev.fathom.train.tasks.Task;
import dev.fathom.train.tasks.Tasks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// `fathom train tasks`: the families of problems, or some problems of one.
@Command(name = "tasks")
final class TrainTasksCommand implements Verb {
  private static final int MOST = 1_000_000;

  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final LanguageOption language = new LanguageOption();

  @Option(names = "--sample", paramLabel = "FAMILY", descriptionKey = "tasks-sample")
  @Nullable String sample;

  @Option(names = "--level", paramLabel = "L", descriptionKey = "tasks-level")
  @Nullable Integer level;

  @Option(
      names = {"-n", "--n"},
      paramLabel = "N",
      descriptionKey = "tasks-n")
  int count = 1;

  @Option(names = "--json", descriptionKey = "tasks-json")
  boolean json;

  @Override
  public int run(Surroundings around) {
    if (count < 1 || count > MOST) {
      throw Failure.ofUsage("usage.range", "--n", count, "1 .. " + MOST);
    }
    if (sample != null) {
      for (Problem problem : problems(Tasks.named(sample))) {
        show(problem, around);
      }
    } else if (json) {
      Json.line(around.out(), TrainTasksCommand::write);
    } else {
      around.out().print(table(around.texts()));
    }
    return 0;
  }

  private List<Problem> problems(Task task) {
    if (level != null && (level < 1 || level > task.levels())) {
      throw Failure.ofUsage("usage.range", "--level", level, "1 .. " + task.levels());
    }
    List<Problem> problems = new ArrayList<>();
    int first = level == null ? 1 : level;
    int last = level == null ? task.levels() : level;
    for (int each = first; each <= last; each++) {
      for (Language spoken : language.languages()) {
        for (int i = 0; i < count; i++) {
          problems.add(task.problem(Split.TEST.seed(i), each, spoken));
        }
      }
    }
    return problems;
  }

  private void show(Problem problem, Surroundings around) {
    if (json) {
      Json.line(around.out(), out -> write(problem, out));
      return;
    }
    String head =
        "%s %d %s".formatted(problem.family(), problem.level(), problem.language().code());
    around
        .out()
        .printf(
            "# %s%n%s%n<think>%n%s%n</think>%n%s%n%n",
            head, problem.question(), problem.trace(), problem.answer());
  }

  private static void write(Problem problem, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("question", problem.question());
    json.writeStringProperty("answer", problem.answer());
    json.writeStringProperty("trace", problem.trace());
    json.writeObjectPropertyStart("metadata");
    json.writeStringProperty("source_dataset", problem.family());
    json.writeNumberProperty("level", problem.level());
    json.writeStringProperty("language", problem.language().code());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String table(Texts texts) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(texts.say("tasks.header").split("\\|")));
    for (Task task : Tasks.all()) {
      String held = texts.say(task.heldOut() ? "tasks.held-out" : "tasks.trained");
      for (int each = 1; each <= task.levels(); each++) {
        boolean first = each == 1;
        rows.add(
            List.of(
                first ? task.family() : "",
                first ? held : "",
                Integer.toString(each),
                task.meaning(each)));
      }
    }
    return Table.markdown(rows, 4)
        + "\n"
        + texts.say("tasks.fingerprint", Tasks.fingerprint())
        + "\n";
  }

  private static void write(JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("generators", Tasks.fingerprint());
    json.writeArrayPropertyStart("families");
    for (Task task : Tasks.all()) {
      json.writeStartObject();
      json.writeStringProperty("family", task.family());
      json.writeBooleanProperty("held_out", task.heldOut());
      json.writeArrayPropertyStart("levels");
      for (int each = 1; each <= task.levels(); each++) {
        json.writeString(task.meaning(each));
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
