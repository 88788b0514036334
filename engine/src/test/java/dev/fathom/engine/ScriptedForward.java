package dev.fathom.engine;

import dev.fathom.model.Batch;
import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Tensor;
import dev.fathom.testing.ByteTokenizer;
import java.lang.foreign.Arena;
import java.util.Set;

/// A model that wants to say one text and then end, whatever it is made to say instead; behind its
/// favourite it likes the lower ids better. Its prompt is one token.
final class ScriptedForward implements Forward {
  static final int[] PROMPT = {'?'};

  private final Arena arena = Arena.ofShared();
  private final Tensor logits = Tensor.allocate(arena, 64, ByteTokenizer.SIZE);
  private final int[] script;

  private ScriptedForward(String text) {
    script = ByteTokenizer.ids(text);
  }

  /// An engine over it.
  static Engine engine(String text) {
    return new Engine(
        new ModelFacts(new ByteTokenizer(), ByteTokenizer.SIZE, 2048, Set.of(ByteTokenizer.END)),
        new ScriptedForward(text),
        new EngineOptions(2048, ElementType.F16, 64));
  }

  @Override
  public Tensor run(Batch batch) {
    int token = 0;
    int output = 0;
    for (Batch.Span span : batch.spans()) {
      for (int i = 0; i < span.count(); i++, token++) {
        if (output < batch.outputs().length && batch.outputs()[output] == token) {
          logits.setRow(output++, row(span.position() + i));
        }
      }
    }
    return logits;
  }

  private float[] row(int place) {
    float[] row = new float[ByteTokenizer.SIZE];
    for (int id = 0; id < row.length; id++) {
      row[id] = -id * 0.01f;
    }
    row[place < script.length ? script[place] : ByteTokenizer.END] = 10;
    return row;
  }

  @Override
  public void close() {
    arena.close();
  }
}
