package dev.fathom.langchain4j;

import dev.fathom.testing.Repertoire;
import dev.fathom.testing.ScriptedModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelIT;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/// LangChain4j's own tests of chat models.
class PublishedChatModelTest extends AbstractChatModelIT {
  private final ScriptedModel scripted = new ScriptedModel(Repertoire.script());

  @AfterAll
  void close() {
    scripted.close();
  }

  @Override
  protected List<ChatModel> models() {
    return List.of(Lines.chat(scripted, DefaultChatRequestParameters.EMPTY));
  }

  @Override
  protected ChatModel createModelWith(ChatRequestParameters parameters) {
    return Lines.chat(scripted, parameters);
  }

  @Override
  protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
    return FathomRequestParameters.builder().maxOutputTokens(maxOutputTokens).build();
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
  protected Class<? extends TokenUsage> tokenUsageType(ChatModel model) {
    return FathomTokenUsage.class;
  }
}
