package dev.fathom.cli;

import dev.fathom.kernel.ReadLoop;
import dev.fathom.model.KvStorage;
import dev.fathom.tensor.ElementType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import tools.jackson.core.JsonGenerator;

/// What `fathom bench` says.
record BenchReport(LoadedModel loaded, ElementType cache, List<Bench.Row> rows) {

  /// Bytes that a token of a generation reads from memory: the weights it meets and, in the mean
  /// over the generation, the keys and values of the tokens before it and its own.
  static double bytesPerToken(long weights, long cachePerToken, Bench.Test test) {
    return weights + cachePerToken * (test.depth() + (test.tokens() + 1) / 2.0);
  }

  private double bytesPerToken(Bench.Test test) {
    long perToken = KvStorage.bytesPerToken(loaded.file().config(), cache);
    return bytesPerToken(loaded.file().summary().activeBytes(), perToken, test);
  }

  /// Bytes a second of the loop that only reads, the middle of all rounds, if it was measured.
  private OptionalDouble read() {
    List<Double> reads = rows.stream().flatMap(row -> row.reads().stream()).toList();
    return reads.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Bench.median(reads));
  }

  private static boolean hasShare(Bench.Row row) {
    return !row.test().prompt() && !row.reads().isEmpty();
  }

  /// A JSON array of all rows; the last is the reading.
  void write(JsonGenerator out) {
    out.writeStartArray();
    rows.forEach(row -> write(out, row));
    read()
        .ifPresent(
            bytes -> {
              out.writeStartObject();
              out.writeStringProperty("test", "read");
              Json.measured(out, "gigabytes_per_second", bytes / 1e9);
              out.writeNumberProperty("bytes", ReadLoop.BYTES);
              out.writeNumberProperty("threads", threads());
              out.writeEndObject();
            });
    out.writeEndArray();
  }

  private void write(JsonGenerator out, Bench.Row row) {
    out.writeStartObject();
    out.writeStringProperty("test", row.test().name());
    out.writeNumberProperty("depth", row.test().depth());
    Json.measured(out, "tokens_per_second", row.mean());
    Json.measured(out, "median", row.median());
    Json.measured(out, "stddev", row.deviation());
    out.writeArrayPropertyStart("samples");
    row.samples().forEach(sample -> out.writeNumber(Math.round(sample * 1000) / 1000.0));
    out.writeEndArray();
    if (!row.test().prompt()) {
      out.writeNumberProperty("bytes_per_token", Math.round(bytesPerToken(row.test())));
      if (hasShare(row)) {
        Json.measured(out, "read_percent", row.share(bytesPerToken(row.test())));
      }
    }
    row.joulesPerToken()
        .ifPresent(
            joules ->
                out.writeNumberProperty(
                    "joules_per_token", new BigDecimal(joules, new MathContext(6))));
    out.writeStringProperty("energy_source", row.energy().source());
    out.writeStringProperty("energy_detail", row.energy().detail());
    out.writeStringProperty("model", loaded.file().name());
    out.writeNumberProperty("model_bytes", loaded.file().checkpoint().bytes());
    out.writeNumberProperty("model_parameters", loaded.file().config().parameters().total());
    out.writeNumberProperty("threads", threads());
    out.writeStringProperty("kernels", loaded.kernels().name());
    out.writeStringProperty("cache", CacheOption.name(cache));
    out.writeEndObject();
  }

  /// A Markdown table; under it, the reading.
  String text(Texts texts) {
    List<List<String>> lines = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of(texts.say("bench.header").split("\\|")));
    OptionalDouble read = read();
    if (read.isPresent()) {
      header.add(texts.say("bench.share"));
    }
    lines.add(header);
    rows.forEach(row -> lines.add(cells(row, texts)));
    String table = Table.markdown(lines, 1);
    return read.isEmpty()
        ? table
        : table + "\n" + texts.say("bench.read", read.getAsDouble() / 1e9, threads()) + "\n";
  }

  private List<String> cells(Bench.Row row, Texts texts) {
    String depth = row.test().depth() == 0 ? "" : " @ d" + row.test().depth();
    List<String> cells = new ArrayList<>();
    cells.add(loaded.file().name());
    cells.add(texts.bytes(loaded.file().checkpoint().bytes()));
    cells.add(texts.count(loaded.file().config().parameters().total()));
    cells.add(Integer.toString(threads()));
    cells.add(loaded.kernels().name());
    cells.add(CacheOption.name(cache));
    cells.add(row.test().name() + depth);
    cells.add(String.format(texts.locale(), "%.2f ± %.2f", row.mean(), row.deviation()));
    if (read().isPresent()) {
      double share = hasShare(row) ? row.share(bytesPerToken(row.test())) : 0;
      cells.add(hasShare(row) ? String.format(texts.locale(), "%.1f", share) : "");
    }
    return cells;
  }

  private int threads() {
    return loaded.kernels().team().threads();
  }
}
