package dev.fathom.engine;

import dev.fathom.kernel.KernelSet;
import dev.fathom.kernel.Kernels;
import dev.fathom.model.Model;
import dev.fathom.model.ModelFile;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// A model ready to answer, from file to streamed text:
///
/// ```java
/// try (Fathom fathom = Fathom.open(Path.of("model.gguf"))) {
///   for (GenerationEvent event : fathom.ask("What is 47 + 85?")) {
///     if (event instanceof GenerationEvent.Answer(String text)) System.out.print(text);
///   }
/// }
/// ```
///
/// Owns file, kernels, model and engine, and closes them in order. Safe for many threads.
public final class Fathom implements AutoCloseable {
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final ModelFile file;
  private final KernelSet kernels;
  private final Engine engine;
  private final ChatFormat format;

  private Fathom(ModelFile file, FathomOptions options) {
    this.file = file;
    closers.push(file::close);
    try {
      EngineOptions engineOptions = options.engine(file.config());
      // before the weights are touched: a context that does not fit fails at once
      CacheMemory.check(file.config(), engineOptions);
      kernels = kernels(options);
      closers.push(kernels::close);
      Model model = file.load(kernels);
      closers.push(model::close);
      engine = new Engine(file, model, engineOptions);
      closers.push(engine::close);
      format = ChatFormat.of(file);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /// Opens a GGUF file or a folder with safetensors.
  public static Fathom open(Path path) {
    return open(path, FathomOptions.DEFAULTS);
  }

  /// Opens a GGUF file or a folder with safetensors.
  public static Fathom open(Path path, FathomOptions options) {
    return open(ModelFile.open(path), options);
  }

  /// Opens the model that ships with Fathom.
  public static Fathom embedded(FathomOptions options) {
    return open(ModelFile.embedded(), options);
  }

  /// Sets up `file`, which belongs to the result from now on, and is closed if this fails.
  public static Fathom open(ModelFile file, FathomOptions options) {
    return new Fathom(file, options);
  }

  /// What the model at `path` is, and what it would take; loads nothing.
  public static ModelSheet describe(Path path, FathomOptions options) {
    try (ModelFile file = ModelFile.open(path)) {
      return ModelSheet.of(file, options);
    }
  }

  /// The same of the model that ships with Fathom.
  public static ModelSheet describeEmbedded(FathomOptions options) {
    try (ModelFile file = ModelFile.embedded()) {
      return ModelSheet.of(file, options);
    }
  }

  /// Asks one question, with the sampling that the model's card recommends and a random seed; the
  /// answer ends where the model ends it or the context is full.
  public Generation ask(String question) {
    return chat(List.of(Message.user(question)));
  }

  /// Asks for the next assistant turn, as {@link #ask} does.
  public Generation chat(List<Message> messages) {
    Sampling sampling = sampling(ThreadLocalRandom.current().nextLong());
    return engine.submit(format.chat(messages).request(sampling, Integer.MAX_VALUE, List.of()));
  }

  /// What the model's card recommends, else R1's rules.
  public Sampling sampling(long seed) {
    return Sampling.of(file.sampling(), seed);
  }

  /// The model's files; they belong to this.
  public ModelFile file() {
    return file;
  }

  /// What computes; it belongs to this.
  public KernelSet kernels() {
    return kernels;
  }

  /// What generates; it belongs to this.
  public Engine engine() {
    return engine;
  }

  /// How the model wants to be spoken to.
  public ChatFormat format() {
    return format;
  }

  /// Cancels what runs and closes everything, last opened first.
  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }

  private static KernelSet kernels(FathomOptions options) {
    int threads = options.threadCount();
    return options.kernels().equals(FathomOptions.BEST_KERNELS)
        ? Kernels.best(threads)
        : Kernels.open(options.kernels(), threads);
  }
}
