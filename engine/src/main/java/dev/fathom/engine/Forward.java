package dev.fathom.engine;

import dev.fathom.model.Batch;
import dev.fathom.model.KvStorage;
import dev.fathom.model.Model;
import dev.fathom.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/// One pass over a batch: the engine's only need of a model, so that its loop can be tested without
/// one.
public interface Forward extends AutoCloseable {
  /// `[outputs, V]` f32 logits of the batch's output rows, valid until the next call.
  Tensor run(Batch batch);

  /// `[count, D]` f32: the last layer's normalised hidden states of the tokens `from .. from +
  /// count` of the batch that {@link #run} was given last, valid until the next call.
  default Tensor hidden(int from, int count) {
    throw new UnsupportedOperationException("this model does not tell its hidden states");
  }

  /// Bytes of a page's keys and values in all layers; 0 where they cannot be copied, so that no
  /// prefix is kept on disk.
  default long pageBytes() {
    return 0;
  }

  /// Copies a page's keys and values to `to`, {@link #pageBytes} bytes.
  default void readPage(int page, MemorySegment to) {
    throw new UnsupportedOperationException("this model does not tell its keys and values");
  }

  /// Overwrites a page's keys and values with what {@link #readPage} told.
  default void writePage(int page, MemorySegment from) {
    throw new UnsupportedOperationException("this model does not take keys and values");
  }

  /// The ids of the threads that compute besides the one that calls {@link #run}.
  default long[] workers() {
    return new long[0];
  }

  /// Overwrites a page's keys and values with zeros, where they can be.
  default void erasePage(int page) {
    if (pageBytes() > 0) {
      writePage(page, MemorySegment.ofArray(new byte[Math.toIntExact(pageBytes())]));
    }
  }

  /// Frees the cache, not the model.
  @Override
  void close();

  /// `model` over a cache of its own.
  static Forward of(Model model, KvStorage storage) {
    return new Forward() {
      @Override
      public Tensor run(Batch batch) {
        return model.forward(batch, storage);
      }

      @Override
      public Tensor hidden(int from, int count) {
        return model.hidden(from, count);
      }

      @Override
      public long pageBytes() {
        return storage.pageBytes();
      }

      @Override
      public void readPage(int page, MemorySegment to) {
        storage.readPage(page, to);
      }

      @Override
      public void writePage(int page, MemorySegment from) {
        storage.writePage(page, from);
      }

      @Override
      public long[] workers() {
        return model.workers();
      }

      @Override
      public void close() {
        storage.close();
      }
    };
  }
}
