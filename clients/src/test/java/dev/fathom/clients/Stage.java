package dev.fathom.clients;

import dev.fathom.engine.Fathom;
import dev.fathom.engine.FathomOptions;
import dev.fathom.server.FathomServer;
import dev.fathom.server.Models;
import dev.fathom.server.Patience;
import dev.fathom.server.ServedModel;
import dev.fathom.server.ServerConfig;
import dev.fathom.server.SingleModel;
import dev.fathom.testing.Pace;
import dev.fathom.testing.Repertoire;
import dev.fathom.testing.ScriptedModel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/// A server with a model that says what it is told, by two names, and the model that ships with
/// Fathom, whose hidden states are real.
final class Stage implements AutoCloseable {
  /// The scripted model's other name, for clients that must be given another than they have.
  static final String ALIAS = "scripted-too";

  /// The name of the model that ships with Fathom.
  static final String EMBEDDED = "r1-mini";

  /// So short that every stream has signs of life before its answer, which clients must pass over.
  private static final Patience NO_SILENCE =
      new Patience(
          Patience.DEFAULTS.request(),
          Patience.DEFAULTS.reader(),
          Patience.DEFAULTS.idle(),
          Patience.DEFAULTS.answer(),
          Patience.DEFAULTS.shutdown(),
          Duration.ofMillis(4));

  // a line per request is too much here; the fields keep the loggers and so their levels
  private static final List<Logger> QUIET =
      List.of(Logger.getLogger("dev.fathom.server"), Logger.getLogger("io.helidon"));

  static {
    QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
  }

  private final ScriptedModel scripted =
      new ScriptedModel(Repertoire.script(), new Pace(Duration.ofMillis(40)));
  private final Fathom fathom = Fathom.embedded(FathomOptions.DEFAULTS);
  private final FathomServer server =
      FathomServer.start(
          ServerConfig.DEFAULTS.withPort(0).withPatience(NO_SILENCE),
          new Several(
              List.of(
                  served(ScriptedModel.NAME), served(ALIAS), ServedModel.of(EMBEDDED, fathom))));

  /// Without the API's version.
  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  @Override
  public void close() {
    server.close();
    fathom.close();
    scripted.close();
  }

  private ServedModel served(String name) {
    return new ServedModel(
        name,
        scripted.format(),
        scripted.engine(),
        scripted.tokenizer(),
        Set.of(scripted.tokenizer().eos().orElseThrow()),
        scripted.card());
  }

  /// Models that are always loaded; the first answers for names that none has.
  private static final class Several implements Models {
    private final Map<String, Models> singles = new LinkedHashMap<>();
    private final Models first;

    Several(List<ServedModel> models) {
      models.forEach(model -> singles.put(model.id(), new SingleModel(model)));
      first = new SingleModel(models.getFirst());
    }

    @Override
    public List<Entry> entries() {
      return singles.values().stream().flatMap(single -> single.entries().stream()).toList();
    }

    @Override
    public Lease lease(String id) throws InterruptedException {
      return singles.getOrDefault(String.valueOf(id), first).lease(id);
    }

    @Override
    public List<ServedModel> loaded() {
      return singles.values().stream().flatMap(single -> single.loaded().stream()).toList();
    }

    @Override
    public void close() {
      // the stage closes them
    }
  }
}
