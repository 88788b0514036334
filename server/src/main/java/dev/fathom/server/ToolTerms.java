package dev.fathom.server;

import dev.fathom.engine.Terms;
import dev.fathom.engine.ToolGrammar;
import dev.fathom.grammar.Grammar;
import dev.fathom.text.ToolCallFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a model's calls of tools are recognised and kept to what the request allows.
final class ToolTerms {
  private static final int MOST_CALLS = 16;

  private ToolTerms() {}

  /// How `model` writes calls; 400 where it was not made to.
  static ToolCallFormat format(ServedModel model) {
    return model
        .format()
        .toolCalls()
        .orElseThrow(
            () ->
                ApiException.unsupported(
                    "tools", "model '" + model.id() + "' was not made to call tools"));
  }

  /// `terms` for a turn in which the model may call tools; throws GrammarException where a tool's
  /// schema cannot be served.
  ///
  /// @param shape what the answer must be where it is no call; null for free text
  static Terms add(Terms terms, ServedModel model, Toolbox box, @Nullable Grammar shape) {
    ToolCallFormat format = format(model);
    List<ToolGrammar.Tool> tools =
        box.tools().stream()
            .map(tool -> new ToolGrammar.Tool(tool.name(), Json.text(tool.parameters())))
            .toList();
    ToolGrammar grammar = new ToolGrammar(tools, format);
    int most = box.parallel() ? MOST_CALLS : 1;
    Grammar allowed =
        switch (box.choice()) {
          case REQUIRED -> grammar.required(most);
          case NAMED -> grammar.named(String.valueOf(box.name()));
          case AUTO, NONE ->
              shape == null
                  ? grammar.free(most)
                  : Grammar.choice(List.of(grammar.required(most), shape));
        };
    return terms.withTools(format).withGrammar(allowed);
  }
}
