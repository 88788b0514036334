package dev.fathom.clients;

import dev.fathom.testing.ScriptedModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelIT;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/// LangChain4j's own tests of chat models, through its OpenAI module. Run by ConformanceTest.
class PublishedChat extends AbstractChatModelIT {
  private final Stage stage = new Stage();

  @AfterAll
  void close() {
    stage.close();
  }

  private OpenAiChatModel.OpenAiChatModelBuilder model() {
    return OpenAiChatModel.builder()
        .baseUrl(stage.url() + "/v1")
        .apiKey("none")
        .modelName(ScriptedModel.NAME)
        .strictJsonSchema(true)
        .maxRetries(0);
  }

  @Override
  protected List<ChatModel> models() {
    return List.of(model().build());
  }

  @Override
  protected ChatModel createModelWith(ChatRequestParameters parameters) {
    OpenAiChatModel.OpenAiChatModelBuilder builder =
        OpenAiChatModel.builder()
            .baseUrl(stage.url() + "/v1")
            .apiKey("none")
            .defaultRequestParameters(parameters);
    if (parameters.modelName() == null) {
      builder.modelName(ScriptedModel.NAME);
    }
    return builder.build();
  }

  @Override
  protected String customModelName() {
    return Stage.ALIAS;
  }

  @Override
  protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
    return OpenAiChatRequestParameters.builder().maxOutputTokens(maxOutputTokens).build();
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
  protected boolean assertExceptionType() {
    // the module sends images, and the server refuses them: another exception than the module's own
    return false;
  }

  @Override
  protected Class<? extends ChatResponseMetadata> chatResponseMetadataType(ChatModel model) {
    return OpenAiChatResponseMetadata.class;
  }

  @Override
  protected Class<? extends TokenUsage> tokenUsageType(ChatModel model) {
    return OpenAiTokenUsage.class;
  }
}
