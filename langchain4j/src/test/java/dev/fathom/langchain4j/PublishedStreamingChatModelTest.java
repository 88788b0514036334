package dev.fathom.langchain4j;

import dev.fathom.testing.Repertoire;
import dev.fathom.testing.ScriptedModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.common.StreamingMode;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/// LangChain4j's own tests of streaming chat models, with handlers and with subscribers.
class PublishedStreamingChatModelTest extends AbstractStreamingChatModelIT {
  private final ScriptedModel scripted = new ScriptedModel(Repertoire.script());

  @AfterAll
  void close() {
    scripted.close();
  }

  @Override
  protected List<StreamingMode> streamingModes() {
    return List.of(StreamingMode.values());
  }

  @Override
  protected List<StreamingChatModel> baseModels() {
    return List.of(Lines.streaming(scripted, DefaultChatRequestParameters.EMPTY));
  }

  @Override
  protected StreamingChatModel createModelWith(ChatRequestParameters parameters) {
    return Lines.streaming(scripted, parameters);
  }

  @Override
  public StreamingChatModel createModelWith(ChatModelListener listener) {
    return Lines.streaming(scripted, DefaultChatRequestParameters.EMPTY, listener);
  }

  @Override
  protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
    return FathomRequestParameters.builder().maxOutputTokens(maxOutputTokens).build();
  }

  @Override
  protected boolean supportsStreamingCancellation() {
    // that test waits half a minute for what must not come; LocalModelsTest asks it in a moment
    return false;
  }

  @Override
  protected boolean supportsModelNameParameter() {
    return false;
  }

  @Override
  protected boolean supportsJsonResponseFormatWithRawSchema() {
    return true;
  }

  @Override
  protected boolean supportsSingleImageInputAsBase64EncodedString() {
    return false;
  }

  @Override
  protected boolean supportsSingleImageInputAsPublicURL() {
    return false;
  }

  @Override
  protected Class<? extends TokenUsage> tokenUsageType(StreamingChatModel model) {
    return FathomTokenUsage.class;
  }
}
