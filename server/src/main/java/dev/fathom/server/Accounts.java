package dev.fathom.server;

import dev.fathom.engine.Usage;
import dev.fathom.meter.Receipt;
import dev.fathom.meter.Tariff;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What every key has used on every day, in a small file where one is named. Whoever ends an answer
/// writes it, once a minute at most; what a crash loses is a minute.
final class Accounts implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Accounts.class.getName());
  private static final long WRITE_NANOS = 60_000_000_000L;
  private static final int MOST_DAYS = 400;
  private static final long MOST_BYTES = 64 << 20;

  private final Tariff tariff;
  private final @Nullable Path file;
  // by day, then by key
  private final TreeMap<LocalDate, Map<String, DayUse>> days = new TreeMap<>();
  private long written = System.nanoTime();
  private boolean changed;

  Accounts(AccountTerms terms) {
    tariff = terms.tariff();
    file = terms.totals();
    if (file != null && Files.exists(file)) {
      load(file);
    }
  }

  Tariff tariff() {
    return tariff;
  }

  /// Something for `caller` is over.
  void add(Caller caller, Usage usage, Outcome outcome) {
    Receipt receipt = new Receipt(usage.effort(), usage.tokens(), tariff);
    add(caller, DayUse.of(receipt, outcome), LocalDate.now(ZoneId.systemDefault()));
  }

  synchronized void add(Caller caller, DayUse use, LocalDate day) {
    days.computeIfAbsent(day, d -> new TreeMap<>()).merge(caller.name(), use, DayUse::plus);
    while (days.size() > MOST_DAYS) {
      days.pollFirstEntry();
    }
    changed = true;
    if (System.nanoTime() - written >= WRITE_NANOS) {
      write();
    }
  }

  /// What `caller` has used, the newest day first.
  synchronized ObjectNode json(Caller caller) {
    ObjectNode root = Json.object();
    root.put("name", caller.name());
    ArrayNode list = root.putArray("days");
    for (var day : days.descendingMap().entrySet()) {
      DayUse use = day.getValue().get(caller.name());
      if (use != null) {
        list.add(use.json().put("date", day.getKey().toString()));
      }
    }
    return root;
  }

  private void load(Path from) {
    try {
      if (Files.size(from) > MOST_BYTES) {
        throw new IllegalArgumentException("it is too large");
      }
      for (JsonNode node : Json.tree(Files.readString(from)).path("days")) {
        LocalDate day = LocalDate.parse(node.path("date").asString(""));
        days.computeIfAbsent(day, d -> new TreeMap<>())
            .merge(node.path("name").asString(""), DayUse.of(node), DayUse::plus);
      }
    } catch (IOException | RuntimeException unreadable) {
      days.clear();
      LOG.log(
          Level.WARNING,
          "{0}: no totals can be read from it, so they begin anew; the file is kept as {1}: {2}",
          from,
          aside(from),
          String.valueOf(unreadable.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private static Path aside(Path from) {
    Path aside = from.resolveSibling(from.getFileName() + ".unreadable");
    try {
      return Files.move(from, aside, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException stays) {
      return from;
    }
  }

  private void write() {
    written = System.nanoTime();
    if (file == null || !changed) {
      return;
    }
    ArrayNode list = Json.array();
    days.forEach(
        (day, uses) ->
            uses.forEach(
                (name, use) -> list.add(use.json().put("date", day.toString()).put("name", name))));
    ObjectNode root = Json.object();
    root.set("days", list);
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Path next = file.resolveSibling(file.getFileName() + ".next");
      Files.writeString(next, Json.text(root));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      changed = false;
    } catch (IOException trouble) {
      LOG.log(Level.WARNING, "the totals cannot be written: {0}", trouble.toString());
    }
  }

  @Override
  public synchronized void close() {
    write();
  }
}
