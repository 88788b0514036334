package dev.fathom.quantize;

import dev.fathom.format.Checkpoint;
import dev.fathom.format.GgufCheckpoint;
import dev.fathom.format.GgufValueType;
import dev.fathom.format.GgufWriter;
import dev.fathom.format.TensorContent;
import dev.fathom.kernel.WeightEncoder;
import dev.fathom.kernel.WorkerTeam;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import dev.fathom.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleConsumer;

/// Writes a model with other types: tensor by tensor, each in pieces, so that no more than a piece
/// is in memory beside the mapped pages of the source, which are given back as soon as they are
/// read.
public final class Quantizer {
  /// Weights that are encoded between two writes.
  private static final int PIECE = 1 << 23;

  private final GgufCheckpoint model;
  private final QuantizePlan plan;
  private final WorkerTeam team;
  private final Map<ElementType, Queue<WeightEncoder>> idle = new EnumMap<>(ElementType.class);
  private long done;

  /// @param model a GGUF file, for which `plan` was made
  /// @param team whose threads encode
  public Quantizer(Checkpoint model, QuantizePlan plan, WorkerTeam team) {
    if (!(model instanceof GgufCheckpoint gguf)) {
      throw new QuantizeException(model.name() + ": is " + model.format() + ", wanted GGUF");
    }
    this.model = gguf;
    this.plan = plan;
    this.team = team;
    for (ElementType type : ElementType.values()) {
      idle.put(type, new ConcurrentLinkedQueue<>());
    }
  }

  /// Writes `target` under another name first, so that it appears whole or not at all.
  ///
  /// @param progress told how much of the work is done, 0 to 1
  public void write(Path target, DoubleConsumer progress) throws IOException {
    requireRoom(target);
    GgufWriter writer = new GgufWriter().metadataOf(model, Quantizer::isReplaced);
    writer.uint32("general.quantization_version", 2);
    writer.uint32("general.file_type", plan.request().mix().fileType());
    plan.request().importance().ifPresent(matrix -> name(matrix, writer));
    long all = plan.sourceBytes();
    for (QuantizePlan.Step step : plan.tensors()) {
      Shape shape = step.source().shape();
      // what cannot be read is not copied either: the plan has refused it
      Tensor tensor = model.tensor(step.source().name());
      ElementType type = ElementType.valueOf(step.type());
      writer.tensor(
          step.source().name(),
          type,
          shape,
          sink -> {
            if (step.copied()) {
              sink.bytes(tensor.data());
            } else {
              encode(step, tensor, sink);
            }
            unload(tensor.data());
            done += step.source().bytes();
            progress.accept((double) done / all);
          });
    }
    writer.writeTo(target);
  }

  private static boolean isReplaced(String key) {
    return key.equals("general.quantization_version")
        || key.equals("general.file_type")
        || key.startsWith("split.")
        || key.startsWith("quantize.imatrix.");
  }

  private static void name(ImportanceMatrix matrix, GgufWriter writer) {
    writer.string("quantize.imatrix.file", matrix.name());
    matrix.datasets().stream()
        .findFirst()
        .ifPresent(dataset -> writer.string("quantize.imatrix.dataset", dataset));
    writer.value("quantize.imatrix.entries_count", GgufValueType.UINT32, matrix.entries().size());
    writer.value("quantize.imatrix.chunks_count", GgufValueType.UINT32, matrix.chunks());
  }

  private void requireRoom(Path target) throws IOException {
    Path folder = target.toAbsolutePath().normalize().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new QuantizeException(target + ": there is no folder " + folder);
    }
    requireRoom(target, plan.bytes(), Files.getFileStore(folder).getUsableSpace());
  }

  static void requireRoom(Path target, long wanted, long free) {
    if (free < wanted) {
      throw new QuantizeException(
          String.format(
              Locale.ROOT,
              "%s: needs %,d bytes, but its disk has %,d free; make room or choose a smaller type",
              target,
              wanted,
              free));
    }
  }

  private void encode(QuantizePlan.Step step, Tensor tensor, TensorContent.Sink sink)
      throws IOException {
    Optional<ImportanceMatrix.Entry> importance =
        plan.request()
            .importance()
            .flatMap(matrix -> matrix.find(step.source().name(), step.source().shape()));
    Shape shape = step.source().shape();
    int matrices = shape.rank() > 2 ? Math.toIntExact(shape.length(0)) : 1;
    ElementType type = ElementType.valueOf(step.type());
    long rows = shape.rows();
    int perMatrix = Math.toIntExact(rows / matrices);
    int perPiece = Math.clamp(PIECE / tensor.columns(), 1, perMatrix);
    long rowBytes = type.bytes(tensor.columns());
    try (Arena arena = Arena.ofShared()) {
      MemorySegment piece = arena.allocate(perPiece * rowBytes, 64);
      for (int matrix = 0; matrix < matrices; matrix++) {
        int at = matrix;
        Work work =
            new Work(
                tensor,
                type,
                importance.map(entry -> entry.means(at, matrices)).orElse(new float[0]));
        for (int from = 0; from < perMatrix; from += perPiece) {
          int count = Math.min(perPiece, perMatrix - from);
          long first = (long) matrix * perMatrix + from;
          encode(work, new WeightEncoder.Rows(first, count), piece);
          sink.bytes(piece.asSlice(0, count * rowBytes));
          unload(tensor.rows(first, count).data());
        }
      }
    } catch (ArithmeticException notFinite) {
      throw new QuantizeException(
          model.name()
              + ": tensor '"
              + step.source().name()
              + "': "
              + notFinite.getMessage()
              + "; the file is damaged",
          notFinite);
    }
  }

  /// @param means empty for all columns alike
  private record Work(Tensor tensor, ElementType type, float[] means) {}

  private void encode(Work work, WeightEncoder.Rows rows, MemorySegment piece) {
    long rowBytes = work.type.bytes(work.tensor.columns());
    int chunk = Math.max(1, Math.ceilDiv(rows.count(), 8 * team.threads()));
    Queue<WeightEncoder> encoders = Objects.requireNonNull(idle.get(work.type));
    team.forRange(
        rows.count(),
        chunk,
        (from, to) -> {
          WeightEncoder ready = encoders.poll();
          WeightEncoder encoder = ready == null ? new WeightEncoder(work.type) : ready;
          encoder.rows(
              work.tensor,
              new WeightEncoder.Rows(rows.from() + from, to - from),
              work.means.length == 0 ? null : work.means,
              piece.asSlice(from * rowBytes, (to - from) * rowBytes));
          encoders.add(encoder);
        });
  }

  /// Gives the pages back: a model larger than memory would push out everything else.
  private static void unload(MemorySegment bytes) {
    if (bytes.isMapped()) {
      bytes.unload();
    }
  }
}
