package dev.fathom.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One model that is always loaded; the caller keeps and closes it.
public final class SingleModel implements Models {
  private final ServedModel model;
  private final long created = System.currentTimeMillis() / 1000;

  /// `model` alone.
  public SingleModel(ServedModel model) {
    this.model = model;
  }

  @Override
  public List<Entry> entries() {
    return List.of(new Entry(model.id(), created, true));
  }

  @Override
  public List<ServedModel> loaded() {
    return List.of(model);
  }

  @Override
  public Lease lease(@Nullable String id) {
    boolean named = id != null && !id.isEmpty();
    if (named && !model.id().equals(id)) {
      throw ApiException.noModel();
    }
    return new Lease() {
      @Override
      public ServedModel model() {
        return model;
      }

      @Override
      public void close() {
        // nothing to give back: it stays
      }
    };
  }

  @Override
  public void close() {
    // the model is the caller's
  }
}
