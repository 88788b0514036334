package dev.fathom.browser;

import dev.fathom.engine.ChatFormat;
import dev.fathom.engine.Engine;
import dev.fathom.engine.EngineOptions;
import dev.fathom.engine.Fathom;
import dev.fathom.engine.FathomOptions;
import dev.fathom.engine.Forward;
import dev.fathom.engine.ModelFacts;
import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.model.KvStorage;
import dev.fathom.model.Model;
import dev.fathom.model.ModelFile;
import dev.fathom.server.ModelShelf;
import dev.fathom.server.Models;
import dev.fathom.server.ServedModel;
import dev.fathom.server.SingleModel;
import dev.fathom.tensor.ElementType;
import dev.fathom.testing.Pace;
import dev.fathom.testing.Script;
import dev.fathom.testing.ScriptedModel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// Who answers on a {@link Stage}.
interface Cast extends AutoCloseable {
  /// What the model that ships with Fathom is called.
  String EMBEDDED = "r1-mini";

  /// The models for a server that starts now.
  Models models();

  /// Whether it draws its answers by chance unless told otherwise.
  default boolean draws() {
    return true;
  }

  @Override
  default void close() {}

  /// The model that ships with Fathom, as `fathom serve` has it.
  static Cast embedded() {
    FathomOptions options = FathomOptions.DEFAULTS;
    return () ->
        new ModelShelf(
            Map.of(EMBEDDED, () -> Fathom.embedded(options)),
            new ModelShelf.Catalogue(
                Map.of(EMBEDDED, () -> Fathom.describeEmbedded(options)), options),
            Duration.ZERO);
  }

  /// The model that ships with Fathom, which speaks as slowly as `pace` says.
  static Cast embedded(Pace pace) {
    return new Paced(pace);
  }

  /// A model that says what it is told.
  static Cast scripted(Script script) {
    return scripted(script, 32_768, new Pace());
  }

  /// A model that says what it is told, as slowly as `pace` says.
  ///
  /// @param context tokens of a conversation at most
  static Cast scripted(Script script, int context, Pace pace) {
    ScriptedModel model = new ScriptedModel(script, context, pace);
    ServedModel served =
        new ServedModel(
            ScriptedModel.NAME,
            model.format(),
            model.engine(),
            model.tokenizer(),
            Set.of(model.tokenizer().eos().orElseThrow()),
            model.card());
    return new Cast() {
      @Override
      public Models models() {
        return new SingleModel(served);
      }

      @Override
      public boolean draws() {
        return false;
      }

      @Override
      public void close() {
        model.close();
      }
    };
  }

  /// The embedded model over an engine that can be slowed down.
  final class Paced implements Cast {
    private static final int CONTEXT = 2048;
    private static final int CACHE = 4 * CONTEXT;
    private static final int PAGE = 64;

    private final ModelFile file = ModelFile.embedded();
    private final KernelSet kernels = Kernels.best(0);
    private final Model model = file.load(kernels);
    private final Engine engine;

    private Paced(Pace pace) {
      KvStorage cache = new KvStorage(file.config(), ElementType.F16, PAGE, CACHE / PAGE);
      engine =
          new Engine(
              new ModelFacts(
                  file.tokenizer(),
                  file.config().vocabulary(),
                  file.config().context(),
                  Set.copyOf(file.endTokens())),
              pace.of(Forward.of(model, cache)),
              EngineOptions.ofContext(CONTEXT).withCacheTokens(CACHE));
    }

    @Override
    public Models models() {
      return new SingleModel(
          new ServedModel(
              EMBEDDED,
              ChatFormat.of(file),
              engine,
              file.tokenizer(),
              Set.copyOf(file.endTokens()),
              file.sampling()));
    }

    @Override
    public void close() {
      engine.close();
      model.close();
      kernels.close();
      file.close();
    }
  }
}
