package dev.fathom.train.torch;

import dev.fathom.model.ModelConfig;
import dev.fathom.train.TrainingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;

/// Threads that go through micro-batches side by side, each with one thread of libtorch and with
/// gradients of its own over the common weights: the small products of a small model do not divide
/// well among threads, its rows do. Who takes what depends on the batches alone, and gradients are
/// added in one order, so the same number of threads gives the same sums.
final class Crew implements AutoCloseable {
  /// One of them.
  ///
  /// @param tally of what it did in this step
  record Member(Weights weights, Transformer transformer, Tally tally) {}

  private final List<Weights> weights = new ArrayList<>();
  private final List<Transformer> transformers = new ArrayList<>();
  private final ExecutorService threads;

  /// @param weights whose gradients get the sum
  /// @param blocks layers, the block of multi-token prediction included
  Crew(ModelConfig config, Weights weights, Corrections corrections, Shape shape) {
    for (int member = 0; member < shape.threads(); member++) {
      Weights own = member == 0 ? weights : weights.replica();
      this.weights.add(own);
      transformers.add(new Transformer(config, own, corrections, shape.blocks()));
    }
    threads =
        Executors.newFixedThreadPool(
            shape.threads(), Thread.ofPlatform().daemon().name("trainee-", 0).factory());
  }

  /// @param threads that work
  /// @param blocks layers, the block of multi-token prediction included
  record Shape(int threads, int blocks) {}

  /// Does `work` with every batch; what it throws first, in the order of members, is thrown again.
  ///
  /// @return all tallies, added
  Tally all(List<MicroBatch> batches, BiConsumer<Member, MicroBatch> work) {
    List<List<MicroBatch>> shares = shares(batches);
    List<Member> members = new ArrayList<>();
    List<Future<?>> running = new ArrayList<>();
    for (int index = 0; index < shares.size(); index++) {
      Member member = new Member(weights.get(index), transformers.get(index), new Tally());
      List<MicroBatch> share = shares.get(index);
      members.add(member);
      running.add(
          threads.submit(
              () -> {
                Torch.use(1);
                share.forEach(batch -> work.accept(member, batch));
              }));
    }
    await(running);
    Tally sum = new Tally();
    members.forEach(member -> sum.add(member.tally()));
    return sum;
  }

  /// Long batches first, each to whom has least.
  private List<List<MicroBatch>> shares(List<MicroBatch> batches) {
    List<List<MicroBatch>> shares = new ArrayList<>();
    weights.forEach(member -> shares.add(new ArrayList<>()));
    long[] tokens = new long[shares.size()];
    List<MicroBatch> sorted = new ArrayList<>(batches);
    sorted.sort(Comparator.comparingLong(MicroBatch::size).reversed());
    for (MicroBatch batch : sorted) {
      int least = 0;
      for (int member = 1; member < tokens.length; member++) {
        least = tokens[member] < tokens[least] ? member : least;
      }
      shares.get(least).add(batch);
      tokens[least] += batch.size();
    }
    return shares;
  }

  /// Waits for all, even where one fails: nobody may work on weights that change.
  private static void await(List<Future<?>> running) {
    RuntimeException failure = null;
    for (Future<?> each : running) {
      try {
        each.get();
      } catch (ExecutionException e) {
        failure = failure == null ? asRuntime(e.getCause()) : failure;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = new TrainingException("interrupted in a step; the weights are as before it", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static RuntimeException asRuntime(@org.jspecify.annotations.Nullable Throwable cause) {
    return switch (cause) {
      case RuntimeException plain -> plain;
      case Error error -> throw error;
      case null, default -> new IllegalStateException(cause);
    };
  }

  /// Sets all gradients to 0.
  void forget() {
    weights.forEach(each -> each.gradients().fill((byte) 0));
  }

  /// Adds everybody's gradients to the first's.
  void gather() {
    for (Weights other : weights.subList(1, weights.size())) {
      weights.getFirst().flatGradients().add_(other.flatGradients());
    }
  }

  @Override
  public void close() {
    threads.close();
    // the first belong to the trainee
    weights.subList(1, weights.size()).forEach(Weights::close);
  }
}
