package dev.fathom.train.evaluate;

import dev.fathom.train.TrainingException;
import dev.fathom.train.tasks.Language;
import dev.fathom.train.tasks.Problem;
import dev.fathom.train.tasks.Split;
import dev.fathom.train.tasks.Task;
import dev.fathom.train.tasks.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where questions come from.
public final class Questions {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long MOST_BYTES = 1L << 28;

  private Questions() {}

  /// `count` questions of each family, spread evenly over levels and languages.
  ///
  /// @param levels those wanted that a family has; none for all
  public static List<Question> ofTasks(
      List<String> families, List<Integer> levels, List<Language> languages, int count) {
    List<Question> questions = new ArrayList<>();
    for (String family : families) {
      Task task = Tasks.named(family);
      List<Integer> has = new ArrayList<>();
      for (int level = 1; level <= task.levels(); level++) {
        if (levels.isEmpty() || levels.contains(level)) {
          has.add(level);
        }
      }
      if (has.isEmpty()) {
        throw new IllegalArgumentException(
            "%s has levels 1 to %d, wanted %s".formatted(family, task.levels(), levels));
      }
      for (int i = 0; i < count; i++) {
        int level = has.get(i % has.size());
        Language language = languages.get(i / has.size() % languages.size());
        questions.add(of(task.problem(Split.TEST.seed(i), level, language)));
      }
    }
    return questions;
  }

  /// A problem as a question.
  public static Question of(Problem problem) {
    Task task = Tasks.named(problem.family());
    return new Question(
        problem.family(),
        problem.level(),
        problem.language().code(),
        problem.question(),
        answer -> task.verify(problem, answer));
  }

  /// Questions of others: a `{"question", "answer"}` a line.
  public static List<Question> ofJsonLines(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new TrainingException(
            "%s: %,d bytes are too many questions".formatted(file, Files.size(file)));
      }
      List<Question> questions = new ArrayList<>();
      int number = 0;
      for (String line : Files.readString(file).split("\n", -1)) {
        number++;
        if (!line.isBlank()) {
          questions.add(ofLine(file, number, line));
        }
      }
      if (questions.isEmpty()) {
        throw new TrainingException(file + ": there are no questions in it");
      }
      return questions;
    } catch (NoSuchFileException e) {
      throw new TrainingException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new TrainingException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Question ofLine(Path file, int number, String line) {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JacksonException e) {
      throw new TrainingException(
          "%s: line %d: no JSON: %s".formatted(file, number, e.getOriginalMessage()), e);
    }
    JsonNode question = node.path("question");
    JsonNode answer = node.path("answer");
    if (!question.isString() || !(answer.isString() || answer.isNumber())) {
      throw new TrainingException(
          "%s: line %d: needs a 'question' and an 'answer'".formatted(file, number));
    }
    String wanted = plain(answer.asString());
    JsonNode metadata = node.path("metadata");
    String family = metadata.path("source_dataset").asString("questions");
    String language = metadata.path("language").asString("");
    return new Question(
        family, 0, language, question.asString(), said -> plain(said).equals(wanted));
  }

  /// Harmless differences of form taken away.
  private static String plain(String answer) {
    String text = answer.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
