package dev.fathom.cli;

import dev.fathom.quantize.QuantizePlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/// What quantising a model came to.
///
/// @param cost what it lost, if somebody wanted to know
record QuantizeReport(QuantizePlan plan, double seconds, Optional<Divergence.Result> cost) {
  private static final Pattern LAYER = Pattern.compile("^blk\\.\\d+\\.");

  void print(Path out, boolean json, Surroundings around) {
    if (json) {
      Json.line(around.out(), writer -> write(writer, out));
      return;
    }
    Texts texts = around.texts();
    misfits(texts).forEach((line, count) -> around.err().println(line + " (" + count + ")"));
    String types =
        plan.bytesByType().entrySet().stream()
            .map(type -> type.getKey() + " " + texts.bytes(type.getValue()))
            .collect(Collectors.joining(", "));
    around
        .out()
        .println(
            texts.say(
                "quantize.result",
                out,
                texts.bytes(plan.sourceBytes()),
                texts.bytes(plan.bytes()),
                plan.bitsPerWeight(),
                types,
                seconds));
    cost.ifPresent(
        loss ->
            around
                .out()
                .println(
                    texts.say(
                        "quantize.cost",
                        loss.perplexityBefore(),
                        loss.perplexityAfter(),
                        loss.divergence(),
                        loss.sameFirst() * 100,
                        loss.tokens())));
  }

  /// What could not be had, once for all layers: `blk.*.attn_q_b.weight ...`, and how often.
  private Map<String, Integer> misfits(Texts texts) {
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (QuantizePlan.Step step : plan.tensors()) {
      String name = LAYER.matcher(step.source().name()).replaceFirst("blk.*.");
      long columns = step.source().shape().rowLength();
      step.instead()
          .map(wanted -> texts.say("quantize.instead", name, columns, wanted, step.type()))
          .ifPresent(line -> lines.merge(line, 1, Integer::sum));
    }
    return lines;
  }

  private void write(JsonGenerator json, Path out) {
    json.writeStartObject();
    json.writeStringProperty("file", out.toString());
    json.writeStringProperty("type", plan.request().mix().name());
    json.writeNumberProperty("bytes_before", plan.sourceBytes());
    json.writeNumberProperty("bytes", plan.bytes());
    Json.measured(json, "bits_per_weight", plan.bitsPerWeight());
    Json.measured(json, "seconds", seconds);
    json.writeObjectPropertyStart("tensors");
    plan.tensors().forEach(step -> json.writeStringProperty(step.source().name(), step.type()));
    json.writeEndObject();
    json.writeArrayPropertyStart("did_not_fit");
    plan.tensors().stream()
        .filter(step -> step.instead().isPresent())
        .forEach(step -> json.writeString(step.source().name()));
    json.writeEndArray();
    cost.ifPresent(
        loss -> {
          json.writeNumberProperty("perplexity_before", loss.perplexityBefore());
          json.writeNumberProperty("perplexity", loss.perplexityAfter());
          json.writeNumberProperty("divergence", loss.divergence());
          json.writeNumberProperty("same_first", loss.sameFirst());
          json.writeNumberProperty("tokens_scored", loss.tokens());
        });
    json.writeEndObject();
  }
}
