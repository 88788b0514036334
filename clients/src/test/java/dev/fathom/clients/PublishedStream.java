package dev.fathom.clients;

import dev.fathom.testing.ScriptedModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/// LangChain4j's own tests of streaming chat models, through its OpenAI module. Run by
/// ConformanceTest.
class PublishedStream extends AbstractStreamingChatModelIT {
  private final Stage stage = new Stage();

  @AfterAll
  void close() {
    stage.close();
  }

  private OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder model() {
    return OpenAiStreamingChatModel.builder()
        .baseUrl(stage.url() + "/v1")
        .apiKey("none")
        .modelName(ScriptedModel.NAME)
        .strictJsonSchema(true);
  }

  @Override
  protected List<StreamingChatModel> baseModels() {
    return List.of(model().build());
  }

  @Override
  protected StreamingChatModel createModelWith(ChatRequestParameters parameters) {
    OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder builder =
        OpenAiStreamingChatModel.builder()
            .baseUrl(stage.url() + "/v1")
            .apiKey("none")
            .defaultRequestParameters(parameters);
    if (parameters.modelName() == null) {
      builder.modelName(ScriptedModel.NAME);
    }
    return builder.build();
  }

  @Override
  public StreamingChatModel createModelWith(ChatModelListener listener) {
    return model().listeners(List.of(listener)).build();
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
  protected Class<? extends ChatResponseMetadata> chatResponseMetadataType(
      StreamingChatModel model) {
    return OpenAiChatResponseMetadata.class;
  }

  @Override
  protected Class<? extends TokenUsage> tokenUsageType(StreamingChatModel model) {
    return OpenAiTokenUsage.class;
  }
}
