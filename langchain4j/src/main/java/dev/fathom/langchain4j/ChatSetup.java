package dev.fathom.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;
import java.util.Set;

/// What a chat model is made of, whether it streams or not.
///
/// @param name the model's, of answers
/// @param defaults what requests ask for that say nothing else
record ChatSetup(
    String name,
    RequestWriter writer,
    FathomRequestParameters defaults,
    List<ChatModelListener> listeners) {
  static final Set<Capability> CAPABILITIES = Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);

  /// Refuses `defaults` that name another model.
  static ChatSetup of(
      LocalModel model, ChatRequestParameters defaults, List<ChatModelListener> listeners) {
    RequestWriter writer = new RequestWriter(model);
    writer.checkName(defaults);
    return new ChatSetup(
        model.name(), writer, FathomRequestParameters.of(defaults), List.copyOf(listeners));
  }
}
