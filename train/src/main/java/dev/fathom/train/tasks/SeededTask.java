package dev.fathom.train.tasks;

/// A recipe as a task: draws, writes the trace, places a mistake in some.
///
/// @param heldOut whether it is kept out of all training
/// @param mistakes share of traces with one wrong step that is taken back, 0 to 1
record SeededTask(Recipe recipe, boolean heldOut, double mistakes) implements Task {
  SeededTask {
    if (!(mistakes >= 0 && mistakes <= 1)) {
      throw new IllegalArgumentException("share of mistakes must be 0 to 1, got " + mistakes);
    }
  }

  @Override
  public String family() {
    return recipe.family();
  }

  @Override
  public int levels() {
    return recipe.levels().size();
  }

  @Override
  public String meaning(int level) {
    checkLevel(level);
    return recipe.levels().get(level - 1);
  }

  @Override
  public Problem problem(long seed, int level, Language language) {
    checkLevel(level);
    Draw draw = Draw.of(family(), level, seed);
    Draw slips = draw.fork();
    Draft draft = recipe.draft(draw, level, language);
    String trace = trace(draft, slips, language);
    return new Problem(
        family(), level, language, seed, draft.question(), draft.answer(), trace, draft.metadata());
  }

  @Override
  public boolean verify(Problem problem, String answer) {
    return answer.length() <= Answers.LONGEST && recipe.right(problem, answer);
  }

  private String trace(Draft draft, Draw slips, Language language) {
    Scratchpad clean = new Scratchpad(language);
    draft.work().accept(clean);
    if (!slips.chance(mistakes) || clean.steps() == 0) {
      return recipe.worked() ? clean.concluded(draft.answer()) : clean.text();
    }
    Scratchpad slipped = new Scratchpad(language, slips.below(clean.steps()), slips.fork());
    draft.work().accept(slipped);
    return slipped.concluded(draft.answer());
  }

  private void checkLevel(int level) {
    if (level < 1 || level > levels()) {
      throw new IllegalArgumentException(
          family() + " has levels 1 to " + levels() + ", got " + level);
    }
  }
}
