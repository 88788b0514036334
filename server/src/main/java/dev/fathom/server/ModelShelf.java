package dev.fathom.server;

import dev.fathom.engine.Engine;
import dev.fathom.engine.Fathom;
import dev.fathom.engine.FathomOptions;
import dev.fathom.engine.KernelChoice;
import dev.fathom.engine.ModelSheet;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Several models by name, each loaded when first asked for and closed when nobody has used it for
/// a while, or when another needs its memory.
public final class ModelShelf implements Models {
  private static final Logger LOG = System.getLogger(ModelShelf.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final long CLOSE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Map<String, ModelSlot> slots = new LinkedHashMap<>();
  private final long created = System.currentTimeMillis() / 1000;
  private final Thread watch;

  /// What can be told of the models without loading one.
  ///
  /// @param sheets by name
  /// @param options what they are opened with
  public record Catalogue(Map<String, Supplier<ModelSheet>> sheets, FathomOptions options) {
    static final Catalogue BLANK = new Catalogue(Map.of(), FathomOptions.DEFAULTS);
  }

  private final Catalogue catalogue;
  private final Map<String, ModelSheet> sheets = new ConcurrentHashMap<>();

  /// Of which nothing is known before they are loaded.
  public ModelShelf(Map<String, Supplier<Fathom>> openers, Duration idle) {
    this(openers, Catalogue.BLANK, idle);
  }

  /// @param openers by name; the first answers requests that name none
  /// @param idle after which a model is closed; zero for never
  public ModelShelf(Map<String, Supplier<Fathom>> openers, Catalogue catalogue, Duration idle) {
    this.catalogue = catalogue;
    if (openers.isEmpty()) {
      throw new IllegalArgumentException("a server needs at least one model");
    }
    openers.forEach((id, opener) -> slots.put(id, new ModelSlot(id, opener)));
    watch = Thread.ofVirtual().name("models").start(() -> look(idle));
  }

  private void look(Duration idle) {
    try {
      while (idle.isPositive()) {
        Thread.sleep(LOOK);
        for (ModelSlot slot : slots.values()) {
          if (slot.idleNanos() > idle.toNanos() && slot.unload()) {
            LOG.log(Level.INFO, "model ''{0}'' was idle and is closed", slot.id());
          }
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public List<Entry> entries() {
    return slots.values().stream()
        .map(slot -> new Entry(slot.id(), created, slot.loaded()))
        .toList();
  }

  @Override
  public Optional<ModelSheet> describe(String id) {
    ModelSheet known = sheets.get(id);
    Supplier<ModelSheet> source = catalogue.sheets().get(id);
    if (known == null && source != null) {
      known = source.get();
      sheets.put(id, known);
    }
    return Optional.ofNullable(known);
  }

  @Override
  public boolean loading(String id) {
    ModelSlot slot = slots.get(id);
    return slot != null && slot.loading();
  }

  @Override
  public String trouble(String id) {
    ModelSlot slot = slots.get(id);
    return slot == null ? "" : slot.trouble();
  }

  @Override
  public KernelChoice kernels() {
    return KernelChoice.of(catalogue.options());
  }

  /// Those that are not loaded have left files.
  @Override
  public void forget(String tenant) {
    Models.super.forget(tenant);
    Path folder = catalogue.options().prefixes().folder();
    if (folder != null) {
      try {
        Engine.forget(folder, tenant);
      } catch (IOException undeleted) {
        LOG.log(Level.WARNING, "prefix files cannot be deleted: {0}", undeleted.toString());
      }
    }
  }

  @Override
  public List<ServedModel> loaded() {
    return slots.values().stream().map(ModelSlot::now).filter(Objects::nonNull).toList();
  }

  @Override
  public Lease lease(@Nullable String id) throws InterruptedException {
    ModelSlot slot = id == null || id.isEmpty() ? slots.values().iterator().next() : slots.get(id);
    if (slot == null) {
      throw ApiException.noModel();
    }
    ServedModel model = slot.take(this::makeRoom);
    return new Lease() {
      @Override
      public ServedModel model() {
        return model;
      }

      @Override
      public void close() {
        slot.giveBack();
      }
    };
  }

  /// Closes the models nobody uses, all of them: memory is what another waits for.
  private void makeRoom() {
    slots.values().stream()
        .sorted(Comparator.comparingLong(ModelSlot::idleNanos).reversed())
        .forEach(ModelSlot::unload);
  }

  @Override
  public void close() {
    watch.interrupt();
    slots.values().forEach(slot -> slot.close(CLOSE_NANOS));
  }
}
