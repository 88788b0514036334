package dev.fathom.train.tasks;

import java.util.List;

/// `word_problems`: small stories; the level is the number of sums needed.
///
/// Who has how many by comparison (a dependency graph, its sentences shuffled from level 3 on),
/// what happens to one person's things, shopping, and rates; names and things from tables.
final class WordProblems implements Recipe {
  @Override
  public String family() {
    return "word_problems";
  }

  @Override
  public List<String> levels() {
    return List.of("1 sum", "2 sums", "3 sums", "4 sums", "5 sums", "6 sums");
  }

  @Override
  public Draft draft(Draw draw, int level, Language language) {
    int kind = draw.below(20);
    if (kind < 8) {
      return new GraphStories(draw, language).draft(level);
    }
    if (kind < 15) {
      return new EventStories(draw, language).draft(level);
    }
    return kind < 18 || level > 2
        ? new ShopStories(draw, language).draft(level)
        : new RateStories(draw, language).draft(level);
  }
}
