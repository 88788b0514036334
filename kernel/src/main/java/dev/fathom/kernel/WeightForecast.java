package dev.fathom.kernel;

import dev.fathom.kernel.x86.CodePage;
import dev.fathom.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which weight comes after which: a model asks for them in the same order for every token. So a
/// thread that is done with its share of one can have the memory bring the beginning of its share
/// of the next, while norms, rotations and attention come between. A wrong guess costs some
/// bandwidth and changes no result.
final class WeightForecast {
  /// Lines of a row that are fetched: two blocks of 256 columns and more of any type.
  private static final int LINES = 14;

  /// Where a weight lies.
  private record Place(long address, int rows, long stride) {}

  private final CodePage.Code fetch;
  private final int tileRows;
  private final Map<Long, Place> next = new HashMap<>();
  private long last;

  WeightForecast(CodePage.Code fetch, int tileRows) {
    this.fetch = fetch;
    this.tileRows = tileRows;
  }

  /// `w` is asked for now; gives what the threads may call when they are done with their shares.
  Forecast after(Tensor w) {
    Place place = new Place(w.data().address(), w.rows(), w.rowStride());
    next.put(last, place);
    last = place.address;
    return new Forecast(next.get(last));
  }

  /// Fetches the first tile of `w`: what is fetched ahead of a tile ends with its weight.
  void fetchStart(Tensor w) {
    fetchTile(w.data().address(), w.rowStride());
  }

  private void fetchTile(long address, long stride) {
    long lines = Math.min(LINES, (stride + 63) / 64);
    fetch.call(address, tileRows, stride, lines, 0, 0);
  }

  /// The guess for one weight.
  final class Forecast {
    private final @Nullable Place place;

    private Forecast(@Nullable Place place) {
      this.place = place;
    }

    /// Fetches the first tile of share `share` of `shares`.
    void fetch(int share, int shares) {
      if (place == null || place.rows < tileRows) {
        return;
      }
      int tiles = place.rows / tileRows;
      long row = (long) tiles * share / shares * tileRows;
      fetchTile(place.address + row * place.stride, place.stride);
    }
  }
}
