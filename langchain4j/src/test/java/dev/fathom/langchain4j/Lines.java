package dev.fathom.langchain4j;

import dev.fathom.testing.ScriptedModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;

/// Chat models that speak for a scripted model.
final class Lines {
  private Lines() {}

  static LocalModel model(ScriptedModel scripted) {
    return new LocalModel(
        ScriptedModel.NAME, scripted.format(), scripted.engine(), scripted.card());
  }

  static FathomChatModel chat(ScriptedModel scripted, ChatRequestParameters defaults) {
    return new FathomChatModel(model(scripted), defaults, List.of());
  }

  static FathomStreamingChatModel streaming(
      ScriptedModel scripted, ChatRequestParameters defaults, ChatModelListener... listeners) {
    return new FathomStreamingChatModel(model(scripted), defaults, List.of(listeners));
  }
}
