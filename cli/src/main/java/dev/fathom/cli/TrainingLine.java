package dev.fathom.cli;

import dev.fathom.train.runs.Progress;
import dev.fathom.train.runs.Progress.Began;
import dev.fathom.train.runs.Progress.Ended;
import dev.fathom.train.runs.Progress.Gathered;
import dev.fathom.train.runs.Progress.Read;
import dev.fathom.train.runs.Progress.Sampled;
import dev.fathom.train.runs.Progress.Saved;
import dev.fathom.train.runs.Progress.Skipped;
import dev.fathom.train.runs.Progress.Stepped;
import dev.fathom.train.runs.Progress.Validated;
import java.io.PrintStream;
import tools.jackson.core.JsonGenerator;

/// An event of a training run as a line of JSON.
final class TrainingLine {
  private TrainingLine() {}

  static void print(Progress progress, PrintStream out) {
    Json.line(
        out,
        json -> {
          json.writeStartObject();
          write(progress, json);
          json.writeEndObject();
        });
    out.flush();
  }

  private static void write(Progress progress, JsonGenerator json) {
    switch (progress) {
      case Began(var stage, var step, var steps) -> {
        head(json, "began", stage, step);
        json.writeNumberProperty("steps", steps);
      }
      case Skipped(var stage, var steps) -> head(json, "skipped", stage, steps);
      case Read(var stage, var turns, var unseen, var tooLong) -> {
        head(json, "read", stage, 0);
        json.writeNumberProperty("turns", turns);
        json.writeNumberProperty("unseen", unseen);
        json.writeNumberProperty("too_long", tooLong);
      }
      case Stepped step -> write(step, json);
      case Sampled(var stage, var step, var values) -> {
        head(json, "sampled", stage, step);
        values.forEach(json::writeNumberProperty);
      }
      case Validated(var stage, var step, var values) -> {
        head(json, "validated", stage, step);
        values.forEach(json::writeNumberProperty);
      }
      case Saved(var stage, var step, var place) -> {
        head(json, "saved", stage, step);
        json.writeStringProperty("checkpoint", place);
      }
      case Gathered(var stage, var rounds, var traces, var complete) -> {
        head(json, "gathered", stage, rounds);
        json.writeBooleanProperty("complete", complete);
        json.writeNumberProperty("traces", traces);
      }
      case Ended(var stage, var state, var complete) -> {
        head(json, "ended", stage, state.step());
        json.writeBooleanProperty("complete", complete);
        json.writeNumberProperty("tokens", state.tokens());
        Json.measured(json, "seconds", state.seconds());
      }
    }
  }

  private static void write(Stepped step, JsonGenerator json) {
    head(json, "step", step.stage(), step.step());
    json.writeNumberProperty("steps", step.steps());
    json.writeNumberProperty("loss", step.report().loss());
    json.writeNumberProperty("gradient_norm", step.report().gradientNorm());
    Json.measured(json, "tokens_per_second", step.tokensPerSecond());
    Json.measured(json, "eta_seconds", step.etaSeconds());
  }

  private static void head(JsonGenerator json, String event, String stage, int step) {
    json.writeStringProperty("event", event);
    json.writeStringProperty("stage", stage);
    json.writeNumberProperty("step", step);
  }
}
