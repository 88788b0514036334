package dev.fathom.cli;

import dev.fathom.hub.PullEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a pull tells, as a bar with rate and time left.
final class PullProgress implements Consumer<PullEvent>, AutoCloseable {
  private final Surroundings around;
  private volatile @Nullable Progress bar;

  PullProgress(Surroundings around) {
    this.around = around;
  }

  /// From now on there is a bar.
  void begin() {
    bar = Progress.start(around, "progress.pull");
  }

  @Override
  public void accept(PullEvent event) {
    Progress drawn = bar;
    Texts texts = around.texts();
    if (drawn == null) {
      // who has no bar still learns why nothing happens
      if (event instanceof PullEvent.Waits(var reason, var pause)) {
        around.note("pull.waits", pause.toMillis() / 1000.0, reason);
      }
      return;
    }
    switch (event) {
      case PullEvent.Moved moved ->
          drawn.at(moved.total() == 0 ? 1 : (double) moved.done() / moved.total(), rate(moved));
      case PullEvent.Waits(var reason, var pause) ->
          drawn.say(texts.say("pull.waits", pause.toMillis() / 1000.0, reason));
      case PullEvent.Shares(var file) -> drawn.say(texts.say("pull.shares", file));
      case PullEvent.Verifies(var file) -> drawn.say(texts.say("pull.verifies", file));
      case PullEvent.Placed(var file, var _) -> drawn.say(file);
    }
  }

  private String rate(PullEvent.Moved moved) {
    Texts texts = around.texts();
    double seconds = moved.secondsLeft();
    if (Double.isNaN(seconds)) {
      return moved.file();
    }
    String rate = texts.bytes((long) moved.perSecond());
    return seconds < 90
        ? texts.say("pull.rate-seconds", rate, seconds, moved.file())
        : texts.say("pull.rate-minutes", rate, seconds / 60, moved.file());
  }

  /// Takes the bar away.
  void end() {
    Progress drawn = bar;
    if (drawn != null) {
      drawn.close();
      bar = null;
    }
  }

  @Override
  public void close() {
    end();
  }
}
