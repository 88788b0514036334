package dev.fathom.model;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.FormatException;
import dev.fathom.format.Metadata;
import dev.fathom.format.TensorEntry;
import dev.fathom.kernel.KernelSet;
import dev.fathom.tensor.ElementType;
import dev.fathom.text.ChatTemplate;
import dev.fathom.text.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An opened model as people have it: a GGUF file or a folder with safetensors, `config.json` and
/// `tokenizer.json`, or the embedded default. Owns the mapping; tokenizer and template are read
/// when first asked for. Safe for many threads.
public final class ModelFile implements AutoCloseable {
  /// The model that ships with Fathom.
  private static final String EMBEDDED = "r1-mini";

  /// Tokens of cache without which a model is of no use.
  private static final int LEAST_CACHE = 1024;

  private static final long LARGEST_CONFIG = 1 << 20;

  private final Checkpoint checkpoint;
  private final ModelCard card;
  private final ModelConfig config;
  private final @Nullable Arena memory;
  private @Nullable Tokenizer tokenizer;
  private @Nullable ChatTemplate template;

  private ModelFile(Checkpoint checkpoint, ModelCard card, @Nullable Arena memory) {
    this.checkpoint = checkpoint;
    this.card = card;
    this.config = card.config();
    this.memory = memory;
  }

  /// Opens a GGUF file, a safetensors file or a folder with either.
  public static ModelFile open(Path path) {
    return of(path, Checkpoint::open);
  }

  /// As {@link #open}, but of a GGUF file only the directory need be there: for {@link #config},
  /// {@link #summary} and {@link #traffic}.
  public static ModelFile openDirectory(Path path) {
    return of(path, Checkpoint::openDirectory);
  }

  private static ModelFile of(Path path, Function<Path, Checkpoint> opener) {
    if (!Files.exists(path)) {
      throw new FormatException(path + ": no such file or folder");
    }
    return owning(opener.apply(path), opened -> card(path, opened));
  }

  private static ModelFile owning(Checkpoint checkpoint, Function<Checkpoint, ModelCard> card) {
    try {
      return new ModelFile(checkpoint, card.apply(checkpoint), null);
    } catch (RuntimeException invalid) {
      checkpoint.close();
      throw invalid;
    }
  }

  private static ModelCard card(Path path, Checkpoint checkpoint) {
    if (WeightSource.isGguf(checkpoint)) {
      return new GgufCard(checkpoint);
    }
    Path folder = Files.isDirectory(path) ? path : path.resolveSibling("");
    return new HuggingFaceCard(new Companions.Folder(folder));
  }

  /// Reads a `config.json` alone, without weights beside it.
  public static ModelConfig configOf(Path json) {
    String file = json.toString();
    try {
      if (Files.size(json) > LARGEST_CONFIG) {
        throw new FormatException(file + ": too large for a config.json");
      }
      return HuggingFaceConfig.read(file, Metadata.ofJson(file, Files.readAllBytes(json)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// Opens the model that ships with Fathom.
  public static ModelFile embedded() {
    Arena memory = Arena.ofShared();
    try (InputStream in = ModelFile.class.getResourceAsStream(EMBEDDED + "/model.gguf")) {
      if (in == null) {
        throw new FormatException(EMBEDDED + ": not in this build of Fathom");
      }
      byte[] bytes = in.readAllBytes();
      MemorySegment copy = memory.allocate(bytes.length, 64);
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, copy, 0, bytes.length);
      Checkpoint checkpoint = Checkpoint.ofGguf(EMBEDDED, copy);
      return new ModelFile(checkpoint, new GgufCard(checkpoint), memory);
    } catch (IOException unreadable) {
      memory.close();
      throw new UncheckedIOException(unreadable);
    } catch (RuntimeException invalid) {
      memory.close();
      throw invalid;
    }
  }

  /// A model that lies in memory: safetensors under Hugging Face's names, and the texts of the
  /// files that stand beside them by their names (`config.json`, `tokenizer.json`,
  /// `chat_template.jinja` ...). Closes the checkpoint with itself, and where the texts are no
  /// model's.
  public static ModelFile of(Checkpoint checkpoint, Map<String, String> companions) {
    Companions files = new Companions.Memory(checkpoint.name(), companions);
    return owning(checkpoint, it -> new HuggingFaceCard(files));
  }

  /// The model's name for people: `general.name`, else the file's or folder's name.
  public String name() {
    return card.name().orElse(checkpoint.name());
  }

  public ModelConfig config() {
    return config;
  }

  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /// The file `name` (`config.json`, `tokenizer.json`) beside safetensors, if there is one; GGUF
  /// has none.
  public Optional<byte[]> companion(String name) {
    return card.file(name);
  }

  /// As {@link #companion}, for a file that holds a JSON object.
  public Optional<Metadata> companionJson(String name) {
    return card.file(name).map(bytes -> Metadata.ofJson(name() + "/" + name, bytes));
  }

  /// The chat template as the files have it.
  public Optional<String> templateText() {
    return card.template();
  }

  public synchronized Tokenizer tokenizer() {
    if (tokenizer == null) {
      tokenizer = card.tokenizer();
    }
    return tokenizer;
  }

  /// The chat template (`chat_template.jinja`, else `tokenizer_config.json`, else
  /// `tokenizer.chat_template`), if there is one.
  public synchronized Optional<ChatTemplate> template() {
    if (template == null) {
      template = card.template().map(source -> ChatTemplate.parse(name(), source)).orElse(null);
    }
    return Optional.ofNullable(template);
  }

  /// The ids that end a turn: eos and whatever else the files name (`generation_config.json`, eot).
  public Set<Integer> endTokens() {
    Set<Integer> ids = new TreeSet<>(card.endTokens());
    for (int id : ids) {
      if (id < 0 || id >= config.vocabulary()) {
        throw new FormatException(
            "%s: end token %d, wanted 0 to %d"
                .formatted(checkpoint.name(), id, config.vocabulary() - 1));
      }
    }
    tokenizer().eos().ifPresent(ids::add);
    for (String end : ModelCard.TURN_ENDS) {
      OptionalInt id = tokenizer().id(end);
      if (id.isPresent() && tokenizer().isSpecial(id.getAsInt())) {
        ids.add(id.getAsInt());
      }
    }
    return ids;
  }

  public SamplingDefaults sampling() {
    return card.sampling();
  }

  /// What the file is, in figures, with an F16 cache; opens nothing further.
  public ModelSummary summary() {
    return summary(ElementType.F16);
  }

  /// As {@link #summary()}, with a cache of type `cacheType`.
  public ModelSummary summary(ElementType cacheType) {
    KvStorage.requireType(cacheType);
    SortedMap<String, ModelSummary.TypeUse> types = new TreeMap<>();
    for (TensorEntry entry : checkpoint.entries().values()) {
      types.merge(
          entry.type(), new ModelSummary.TypeUse(1, entry.bytes()), ModelSummary.TypeUse::plus);
    }
    int cacheTokens = Math.min(config.context(), 4 * LEAST_CACHE);
    return new ModelSummary(
        name(),
        checkpoint.format(),
        config.architecture(),
        config.parameters(),
        types,
        config.context(),
        config.vocabulary(),
        config.layers(),
        config.width(),
        card.template().isPresent(),
        checkpoint.bytes(),
        ActiveWeights.bytes(config, checkpoint),
        cacheType,
        config.cacheBytesPerToken(cacheType),
        memoryFor(cacheTokens, cacheType),
        cacheTokens);
  }

  private long memoryFor(int cacheTokens, ElementType cacheType) {
    return Math.addExact(checkpoint.bytes(), cacheTokens * config.cacheBytesPerToken(cacheType));
  }

  /// What passes read of the weights, as they lie in the file.
  public WeightTraffic traffic() {
    return ActiveWeights.of(config, checkpoint);
  }

  /// What tells this model from any other whose keys and values may differ: 64 hex digits, from
  /// name, configuration, the directory of tensors and some bytes of each.
  public String fingerprint() {
    return Fingerprint.of(name(), config, checkpoint);
  }

  /// Binds the weights to the forward pass. The file must stay open as long as the model is used.
  /// Throws {@link ModelException} where weights and a small cache do not fit this machine's
  /// memory.
  public Model load(KernelSet kernels) {
    return load(kernels, ModelOptions.standard());
  }

  /// As {@link #load(KernelSet)}, with a choice of how to compute.
  public Model load(KernelSet kernels, ModelOptions options) {
    Memory.requirePhysical(
        name(), memoryFor(Math.min(config.context(), LEAST_CACHE), ElementType.F16));
    return new Model(config, new WeightSource(checkpoint), kernels, options);
  }

  @Override
  public void close() {
    checkpoint.close();
    if (memory != null) {
      memory.close();
    }
  }
}
