package dev.fathom.plan;

import dev.fathom.meter.ByteCount;
import org.jspecify.annotations.Nullable;

/// How long a unit of devices takes for a step, by what it must read, compute and send. Of reading
/// and computing the longer counts (on processors the sum), for weights and for caches each;
/// sending comes on top; the sum is divided by the share of this that machines reach, and no layer
/// takes less than its launch. A unit of a mixture of experts holds its attention in every device
/// and each expert once; a unit of a dense model splits its weights within a node and its layers
/// over nodes, through which parts of the batch go one behind the other, so that every node reads
/// its weights once a part.
///
/// @param devices of the unit
public record Roofline(
    ModelShape model, Weights weights, Precision cache, Machine machine, int devices) {
  private static final double BYTES_SENT = 2; // a 16-bit number
  private static final double DISPATCHED = 1; // 8-bit to the experts, 16-bit back

  public Roofline {
    Amount.count("the number of devices of a unit", devices);
  }

  /// Bytes of weights in each device.
  public ByteCount weightsPerDevice() {
    double embedding =
        weights.whole().value() - weights.always().value() - weights.routed().value();
    double always = weights.always().value() + embedding;
    return new ByteCount(
        model.experts() == null
            ? (always + weights.routed().value()) / devices
            : always + weights.routed().value() / devices);
  }

  /// Bytes of caches that fit beside the weights in the whole unit; negative where not even they
  /// fit.
  double cacheRoom() {
    double usable = machine.device().memory().value() * Constants.of("memory_share", Unit.NUMBER);
    return devices * (usable - weightsPerDevice().value());
  }

  public boolean fits() {
    return cacheRoom() > 0;
  }

  /// Sequences of `context` tokens whose caches fit; 0 where not even the weights do.
  public double mostSequences(double context) {
    double each = model.cachePerToken(cache).value() * context;
    return Math.max(0, Math.floor(cacheRoom() / each));
  }

  /// The time of one generated token for each of `batch` sequences of the unit, `context` tokens
  /// long in the mean.
  public Span step(double batch, double context) {
    return fixed(batch).plus(perCachedToken().times(batch * context));
  }

  /// Of a step, the part for weights and sending, which does not depend on the context.
  Span fixed(double batch) {
    double seconds = (weightsSeconds(batch) + sendSeconds(batch)) / machine.reach().decode();
    return new Span(seconds + model.layers() * machine.reach().layer().seconds() + lost(batch));
  }

  /// What processors lose beside it: at every call, in experts' small products, and in the
  /// transposed half of absorbed attention.
  private double lost(double batch) {
    Machine.Turns turns = machine.reach().turns();
    if (turns == null) {
      return 0;
    }
    double experts = routedBytes(batch) / (bandwidth() * machine.reach().decode());
    return model.products() * turns.call().seconds()
        + experts * (1 / turns.experts() - 1)
        + transposedSeconds(batch, turns);
  }

  /// Beyond what reading these weights as others would take.
  private double transposedSeconds(double batch, Machine.Turns turns) {
    double numbers = model.layers() * model.attention().transposed() / devices;
    double read = weights.precision().bytes(numbers).value() / bandwidth();
    double computed = 2 * numbers * batch / (attentionRate(turns) * turns.transposed());
    double counted = read / machine.reach().decode();
    return Math.max(0, Math.max(read / turns.transposedRead(), computed) - counted);
  }

  private double attentionRate(Machine.Turns turns) {
    return machine.device().wide().perSecond() * turns.attention();
  }

  private double bandwidth() {
    return machine.device().bandwidth().bytesPerSecond();
  }

  /// Of a step, the part for each token in the caches of the unit.
  Span perCachedToken() {
    return new Span(cacheSeconds(1) / machine.reach().decode());
  }

  private double weightsSeconds(double batch) {
    double each = batch / devices;
    double read = readBytes(batch) / bandwidth();
    double computed = model.linear(true).count() * each / rate().perSecond();
    return together(read, computed, machine.reach().prefill());
  }

  /// The longer of both, or, where they take turns, both, computing at `share` of its rate.
  private double together(double read, double computed, double share) {
    Machine.Reach reach = machine.reach();
    return reach.turns() == null
        ? Math.max(read, computed)
        : read + computed * reach.decode() / share;
  }

  /// Bytes of weights that a device reads for a step over `batch` sequences.
  private double readBytes(double batch) {
    double always = weights.always().value();
    return (model.experts() == null ? always / abreast() : always) + routedBytes(batch);
  }

  private double routedBytes(double batch) {
    ExpertShape experts = model.experts();
    return weights.routed().value() / devices * (experts == null ? 1 : experts.hit(batch));
  }

  /// Devices that share a layer.
  private int abreast() {
    return Math.min(devices, machine.devices());
  }

  private double cacheSeconds(double tokens) {
    double bytes = model.cachePerToken(cache).value() * tokens / devices;
    double flops = model.decodeAttention(tokens).count() / devices;
    Machine.Turns turns = machine.reach().turns();
    return together(
        bytes / bandwidth(),
        flops / machine.device().wide().perSecond(),
        turns == null ? 1 : turns.attention());
  }

  private FlopRate rate() {
    return machine.device().rate(weights.precision());
  }

  /// Seconds of sending for `tokens` tokens in the unit.
  private double sendSeconds(double tokens) {
    if (devices == 1) {
      return 0;
    }
    return sentBytes() * tokens / devices / link();
  }

  /// Bytes that a device sends for a token it works on: to the experts and back, or sums of all
  /// devices after attention and MLP of every layer.
  private double sentBytes() {
    ExpertShape experts = model.experts();
    double hidden = model.width();
    return experts == null
        ? 2 * model.layers() * hidden * BYTES_SENT * 2 * (abreast() - 1)
        : experts.layers() * experts.used() * hidden * (DISPATCHED + BYTES_SENT);
  }

  private double link() {
    boolean inside = model.experts() == null || devices <= machine.devices();
    return (inside ? machine.links().inside() : machine.links().outside()).bytesPerSecond();
  }

  /// The time of a prompt's `tokens` new tokens behind `before` cached ones, alone on the unit.
  public Span prefill(double tokens, double before) {
    double linear = model.linear(false).count() * tokens / rate().perSecond();
    double attended = before + tokens / 2;
    Machine.Turns turns = machine.reach().turns();
    if (turns != null) {
      double whole = linear / machine.reach().prefill() + absorbed(tokens, attended, turns);
      return new Span(whole / devices);
    }
    double attention =
        model.prefillAttention(attended).count() * tokens / machine.device().wide().perSecond();
    return new Span((linear + attention) / devices / machine.reach().prefill());
  }

  /// Seconds of a prompt's attention as Fathom computes it on processors: as when generating.
  private double absorbed(double tokens, double attended, Machine.Turns turns) {
    double flops = model.decodeAttention(attended).count() * tokens;
    double transposed = 2 * model.layers() * model.attention().transposed() * tokens;
    return (flops + transposed / turns.transposed()) / attentionRate(turns);
  }

  /// New tokens of prompts a second, of prompts of `tokens` new ones behind `before`.
  public TokenRate prefillRate(double tokens, double before) {
    return new TokenRate(tokens / prefill(tokens, before).seconds());
  }

  /// The most sequences with which each still gets `rate`, no more than fit; 0 where even one does
  /// not.
  public double batchFor(TokenRate rate, double context) {
    double most = mostSequences(context);
    double limit = 1 / Amount.positive("the speed of a stream (tokens/s)", rate.perSecond());
    double low = 0;
    double high = most;
    if (high == 0 || step(high, context).seconds() <= limit) {
      return high;
    }
    while (high - low > 1) {
      double middle = Math.floor((low + high) / 2);
      if (step(middle, context).seconds() <= limit) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// The smallest unit of whole nodes in which the weights take no more than their share of the
  /// memory; null where no unit of up to 256 nodes does.
  static @Nullable Roofline smallest(
      ModelShape model, Weights weights, Precision cache, Machine machine) {
    double share = Constants.of("weights_share", Unit.NUMBER);
    for (int nodes = 1; nodes <= 256; nodes *= 2) {
      Roofline unit = new Roofline(model, weights, cache, machine, nodes * machine.devices());
      if (unit.weightsPerDevice().value() <= share * machine.device().memory().value()) {
        return unit;
      }
    }
    return null;
  }
}
