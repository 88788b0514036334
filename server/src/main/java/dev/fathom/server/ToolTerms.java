package dev.fathom.server;

import dev.fathom.engine.Terms;
import dev.fathom.text.ChatTemplate;
import dev.fathom.text.ToolCallFormat;
import java.util.Optional;

/// How a model's calls of tools are recognised and, where the request demands it, enforced.
final class ToolTerms {
  private ToolTerms() {}

  /// `terms` for a turn in which the model may call tools.
  static Terms add(Terms terms, ServedModel model, Turn turn) {
    ChatTemplate template = model.template();
    Optional<ToolCallFormat> format =
        template == null ? Optional.empty() : ToolCallFormat.of(template);
    if (format.isEmpty()) {
      throw ApiException.unsupported(
          "tools", "model '" + model.id() + "' was not made to call tools");
    }
    return terms.withTools(format.get());
  }
}
