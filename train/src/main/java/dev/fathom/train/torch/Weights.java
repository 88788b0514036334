package dev.fathom.train.torch;

import dev.fathom.model.ModelConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// All weights of a model in one stretch of memory, with their gradients in another of the same
/// order, so that clipping, optimizer, hash and files see a few long vectors.
final class Weights implements AutoCloseable {
  /// A weight, its first element among all, and its view.
  record Place(Blueprint.Weight weight, long offset, Tensor tensor) {}

  private final Arena arena = Arena.ofShared();
  private final List<Blueprint.Weight> blueprint;
  private final MemorySegment values;
  private final MemorySegment gradients;
  private final Tensor flatValues;
  private final Tensor flatGradients;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final long count;

  Weights(ModelConfig config, boolean foresees) {
    this(Blueprint.of(config, foresees), null);
  }

  /// @param common numbers of other weights of the same blueprint; null for numbers of their own
  private Weights(List<Blueprint.Weight> blueprint, @Nullable MemorySegment common) {
    this.blueprint = blueprint;
    this.count = blueprint.stream().mapToLong(Blueprint.Weight::count).sum();
    long bytes = Math.multiplyExact(count, Float.BYTES);
    this.values = common == null ? arena.allocate(bytes, 64) : common;
    this.gradients = arena.allocate(Math.multiplyExact(count, Float.BYTES), 64);
    this.flatValues = Numbers.view(values);
    this.flatGradients = Numbers.view(gradients);
    long offset = 0;
    for (Blueprint.Weight weight : blueprint) {
      places.put(weight.name(), new Place(weight, offset, leaf(weight, offset)));
      offset += weight.count();
    }
  }

  /// The same numbers with gradients of their own. Must be closed before these.
  Weights replica() {
    return new Weights(blueprint, values);
  }

  /// A view that collects its gradient in its part of the common memory.
  private Tensor leaf(Blueprint.Weight weight, long offset) {
    Tensor leaf = part(flatValues, weight, offset).detach();
    leaf.requires_grad_(true);
    leaf.mutable_grad().put(part(flatGradients, weight, offset));
    return leaf;
  }

  private static Tensor part(Tensor flat, Blueprint.Weight weight, long offset) {
    return flat.narrow(0, offset, weight.count()).view(weight.lengths());
  }

  /// Draws initial values: the same on every machine.
  void initialise(long seed, double deviation) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (Place place : places.values()) {
      for (long at = place.offset; at < place.offset + place.weight.count(); at++) {
        double value =
            switch (place.weight.kind()) {
              case MATRIX, TABLE -> deviation * random.nextGaussian();
              case NORM -> 1;
              case BIAS -> 0;
            };
        values.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) value);
      }
    }
  }

  /// The weight `name`, which must be there.
  Tensor tensor(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException("no weight " + name));
  }

  Optional<Tensor> find(String name) {
    return Optional.ofNullable(places.get(name)).map(Place::tensor);
  }

  Iterable<Place> places() {
    return places.values();
  }

  /// How many numbers there are before the first weight of `kind` or a later one.
  long before(Blueprint.Kind kind) {
    return places.values().stream()
        .filter(place -> place.weight.kind().compareTo(kind) < 0)
        .mapToLong(place -> place.weight.count())
        .sum();
  }

  /// All numbers.
  long count() {
    return count;
  }

  MemorySegment values() {
    return values;
  }

  /// The numbers of `place`.
  MemorySegment values(Place place) {
    return values.asSlice(place.offset * Float.BYTES, place.weight.count() * Float.BYTES);
  }

  Tensor flatValues() {
    return flatValues;
  }

  Tensor flatGradients() {
    return flatGradients;
  }

  MemorySegment gradients() {
    return gradients;
  }

  @Override
  public void close() {
    for (Place place : places.values()) {
      place.tensor.close();
    }
    flatValues.close();
    flatGradients.close();
    arena.close();
  }
}
