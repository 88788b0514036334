package dev.fathom.train.policy;

import dev.fathom.model.Batch;
import dev.fathom.model.KvStorage;
import dev.fathom.model.Model;
import dev.fathom.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One thread's part of a batch: answers under way, each a row that grows by a token a pass. Rows
/// of one prompt share the pages that it fills; of the page it ends in, each has a copy.
final class Lane {
  /// Tokens of a page of the cache.
  static final int PAGE = 16;

  /// Tokens of prompts that go through the model together, about.
  private static final int PROMPT_TOKENS = 1024;

  private final Model model;
  private final KvStorage cache;
  private final PageStock stock;
  private final SamplerSettings settings;
  private final Chooser chooser;
  private final int slots;
  private final List<Row> rows = new ArrayList<>();

  /// @param cache with room for `slots` rows
  /// @param slots rows under way at once
  Lane(Model model, KvStorage cache, SamplerSettings settings, int slots) {
    this.model = model;
    this.cache = cache;
    this.settings = settings;
    this.slots = slots;
    stock = new PageStock(cache);
    chooser = new Chooser(model.config().vocabulary(), settings.temperature());
  }

  /// Pages that some rows share until the last of them is done.
  private final class Prompt {
    final Intake.Task task;
    final int[] pages;
    int users;

    Prompt(Intake.Task task) {
      this.task = task;
      pages = new int[Math.ceilDiv(length(), PAGE)];
      Arrays.setAll(pages, _ -> stock.take());
      users = task.count();
    }

    int length() {
      return task.ask().prompt().length;
    }

    Batch.Span span() {
      return new Batch.Span(length(), 0, pages);
    }

    void leave() {
      if (--users == 0) {
        for (int i = 0; i < length() / PAGE; i++) {
          stock.give(pages[i]);
        }
      }
    }
  }

  /// An answer under way.
  private final class Row {
    final Prompt prompt;
    final int index;
    final int[] pages;
    final int[] tokens;
    final float[] logs;
    int filled;
    int count;

    Row(Prompt prompt, int index) {
      this.prompt = prompt;
      this.index = index;
      int room = Math.min(settings.longest(), model.config().context() - prompt.length());
      tokens = new int[room];
      logs = new float[room];
      pages = Arrays.copyOf(prompt.pages, Math.ceilDiv(prompt.length() + room, PAGE));
      filled = prompt.pages.length;
      if (prompt.length() % PAGE != 0) {
        pages[filled - 1] = stock.copy(pages[filled - 1]);
      }
    }

    /// The token drawn last, at its place.
    Batch.Span span() {
      int position = prompt.length() + count - 1;
      if (position == filled * PAGE) {
        pages[filled++] = stock.take();
      }
      return new Batch.Span(1, position, pages);
    }

    /// Draws the next token; false where it is the last.
    boolean draw(Tensor logits, int row) {
      int token = chooser.choose(logits, row, prompt.task.ask().seeds()[index], count);
      tokens[count] = token;
      logs[count++] = (float) chooser.logProbability();
      boolean ended = settings.ends().contains(token);
      if (ended || count == tokens.length) {
        finish(ended);
        return false;
      }
      return true;
    }

    private void finish(boolean ended) {
      prompt.task.samples()[index] =
          new Sample(Arrays.copyOf(tokens, count), Arrays.copyOf(logs, count), ended);
      for (int i = prompt.length() / PAGE; i < filled; i++) {
        stock.give(pages[i]);
      }
      prompt.leave();
    }
  }

  /// Answers what is in `intake` until nothing is left.
  void run(Intake intake) {
    // answers of one token are done as soon as they are admitted
    while (admit(intake) || !rows.isEmpty()) {
      if (!rows.isEmpty()) {
        grow();
      }
    }
  }

  /// Whether there was anything for the rows that are free.
  private boolean admit(Intake intake) {
    boolean any = false;
    List<Prompt> taken = new ArrayList<>();
    int room = slots - rows.size();
    int tokens = 0;
    for (var task = intake.take(room); task != null; task = intake.take(room)) {
      Prompt prompt = new Prompt(task);
      any = true;
      taken.add(prompt);
      room -= task.count();
      tokens += prompt.length();
      if (tokens >= PROMPT_TOKENS) {
        begin(taken);
        taken.clear();
        tokens = 0;
      }
    }
    if (!taken.isEmpty()) {
      begin(taken);
    }
    return any;
  }

  private void begin(List<Prompt> prompts) {
    int length = prompts.stream().mapToInt(Prompt::length).sum();
    int[] tokens = new int[length];
    int[] outputs = new int[prompts.size()];
    int at = 0;
    for (int i = 0; i < outputs.length; i++) {
      int[] prompt = prompts.get(i).task.ask().prompt();
      System.arraycopy(prompt, 0, tokens, at, prompt.length);
      at += prompt.length;
      outputs[i] = at - 1;
    }
    List<Batch.Span> spans = prompts.stream().map(Prompt::span).toList();
    Tensor logits = model.forward(new Batch(tokens, spans, outputs), cache);
    for (int i = 0; i < outputs.length; i++) {
      fork(prompts.get(i), logits, i);
    }
  }

  private void fork(Prompt prompt, Tensor logits, int row) {
    Intake.Task task = prompt.task;
    List<Row> begun = new ArrayList<>();
    for (int i = 0; i < task.count(); i++) {
      begun.add(new Row(prompt, task.first() + i));
    }
    if (prompt.length() % PAGE != 0) {
      stock.give(prompt.pages[prompt.pages.length - 1]);
    }
    for (Row each : begun) {
      if (each.draw(logits, row)) {
        rows.add(each);
      }
    }
  }

  /// One more token for every row.
  private void grow() {
    int[] tokens = new int[rows.size()];
    int[] outputs = new int[tokens.length];
    List<Batch.Span> spans = new ArrayList<>(tokens.length);
    for (int i = 0; i < tokens.length; i++) {
      Row row = rows.get(i);
      tokens[i] = row.tokens[row.count - 1];
      outputs[i] = i;
      spans.add(row.span());
    }
    Tensor logits = model.forward(new Batch(tokens, spans, outputs), cache);
    int kept = 0;
    for (int i = 0; i < tokens.length; i++) {
      Row row = rows.get(i);
      if (row.draw(logits, i)) {
        rows.set(kept++, row);
      }
    }
    rows.subList(kept, rows.size()).clear();
  }
}
