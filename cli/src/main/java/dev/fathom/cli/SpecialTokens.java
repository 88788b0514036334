package dev.fathom.cli;

import dev.fathom.text.Tokenizer;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/// The tokens that begin and end a text.
final class SpecialTokens {
  private SpecialTokens() {}

  /// `ids` with the token in front that the model wants in front of a plain text.
  static int[] withBos(Tokenizer tokenizer, int[] ids) {
    OptionalInt bos = tokenizer.bos();
    if (bos.isEmpty() || !tokenizer.addsBos()) {
      return ids;
    }
    int[] longer = new int[ids.length + 1];
    longer[0] = bos.getAsInt();
    System.arraycopy(ids, 0, longer, 1, ids.length);
    return longer;
  }

  /// `bos_token` and `eos_token`, as chat templates call them; absent where the model has none.
  static Map<String, String> variables(Tokenizer tokenizer) {
    Map<String, String> variables = new HashMap<>();
    tokenizer.bos().ifPresent(id -> variables.put("bos_token", tokenizer.piece(id)));
    tokenizer.eos().ifPresent(id -> variables.put("eos_token", tokenizer.piece(id)));
    return variables;
  }
}
