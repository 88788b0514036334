package dev.fathom.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @CsvSource({
    "a/b, a/b, , main",
    "a/b:Q4_K_M, a/b, Q4_K_M, main",
    "a/b@v1.0, a/b, , v1.0",
    "a/b:m.gguf@refs/pr/1, a/b, m.gguf, refs/pr/1",
    "https://huggingface.co/a/b, a/b, , main",
    "https://hf.co/a/b/tree/v2, a/b, , v2",
    "https://huggingface.co/a/b/blob/main/Q4/m-00001-of-00002.gguf, a/b, Q4/m-00001-of-00002.gguf, main",
    "https://huggingface.co/a/b/resolve/main/m.gguf?download=true, a/b, m.gguf, main",
    "r1:7b, deepseek-ai/DeepSeek-R1-Distill-Qwen-7B, , main",
    "R1:7B-Q4, unsloth/DeepSeek-R1-Distill-Qwen-7B-GGUF, Q4_K_M, main",
  })
  void understandsWhatPeopleWrite(String word, String repo, String part, String revision) {
    ModelName.Hosted name = (ModelName.Hosted) ModelName.parse(word);
    assertThat(name.repo()).hasToString(repo);
    assertThat(name.part()).isEqualTo(part);
    assertThat(name.revision()).isEqualTo(revision);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b/c",
        "a/..",
        "a/b@../x",
        "a/b:../x",
        "a/b@",
        "a--b/c",
        "-a/b",
        "a/b@.x",
        "a b/c",
        "",
        "a/b:x\\y",
        "https://user@huggingface.co/a/b",
        "https://huggingface.co/a",
        "ftp:/x y",
        "https://example.org/m.gguf",
        "https://example.org/m.gguf#sha256=12",
        "a/b@x//y",
        "a/\u0000",
      })
  void refusesWhatCouldLeadElsewhere(String word) {
    assertThatThrownBy(() -> ModelName.parse(word)).isInstanceOf(HubException.class);
  }

  @Test
  void neverCallsADistillR1Alone() {
    Set<String> words = new HashSet<>();
    for (ShortName name : ShortName.all()) {
      assertThat(words.add(name.word())).as(name.word()).isTrue();
      assertThat(ModelName.parse(name.repository())).isInstanceOf(ModelName.Hosted.class);
      assertThat(name.licence()).isNotBlank();
      boolean distill =
          name.repository().contains("Distill") || name.repository().contains("0528-Qwen3");
      if (distill) {
        assertThat(name.trueName()).containsIgnoringCase("distill").contains("not R1 itself");
        assertThat(name.word()).matches("r1[0-9-]*:\\d.*");
      }
    }
    assertThatThrownBy(() -> ModelName.parse("r1"))
        .hasMessageContaining("r1:1.5b")
        .hasMessageContaining("r1:671b");
  }

  @Test
  void namesFoldersAsPythonDoes() {
    RepoName repo = new RepoName("deepseek-ai", "DeepSeek-V2-Lite");
    assertThat(repo.folder()).isEqualTo("models--deepseek-ai--DeepSeek-V2-Lite");
    assertThat(RepoName.ofFolder(repo.folder())).contains(repo);
    assertThat(RepoName.ofFolder("datasets--a--b")).isEmpty();
    assertThat(RepoName.ofFolder("models--a--..")).isEmpty();
  }

  @Test
  void findsTheCacheWherePythonWould() {
    assertThat(HubSettings.of(Map.of("HF_HOME", "/h")).cache()).isEqualTo(Path.of("/h/hub"));
    assertThat(HubSettings.of(Map.of("HF_HOME", "/h", "HF_HUB_CACHE", "/c")).cache())
        .isEqualTo(Path.of("/c"));
    assertThat(HubSettings.of(Map.of("XDG_CACHE_HOME", "/x")).cache())
        .isEqualTo(Path.of("/x/huggingface/hub"));
    assertThat(HubSettings.of(Map.of()).cache())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/huggingface/hub"));
    assertThat(HubSettings.of(Map.of("HF_HUB_OFFLINE", "yes")).offline()).isTrue();
    assertThat(HubSettings.of(Map.of("HF_ENDPOINT", "http://h:1/")).endpoint())
        .hasToString("http://h:1");
    assertThatThrownBy(() -> HubSettings.of(Map.of("HF_ENDPOINT", "nowhere")))
        .hasMessageContaining("want a URL");
  }

  @Test
  void showsNoToken() {
    Token token = Token.of(" hf_abc \n");
    assertThat(token.authorization()).contains("Bearer hf_abc");
    assertThat(token).hasToString("a token");
    assertThat(Token.of("a\r\nX-Evil: 1").isPresent()).isFalse();
    assertThat(HubSettings.of(Map.of("HF_TOKEN", "hf_abc")).toString()).doesNotContain("hf_abc");
  }
}
