package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `fathom serve` up to its start, and `fathom config show`.
class ServeTest {
  @TempDir Path folder;

  private Stage.Outcome run(Map<String, String> variables, String... words) {
    return new Stage.Scene(new byte[0], Locale.ENGLISH, Set.of(), variables).run(words);
  }

  private Map<String, String> home() {
    return Map.of("XDG_CONFIG_HOME", folder.toString(), "FATHOM_LIMITS_DEPTH", "9");
  }

  @Test
  void showsEachSettingWithItsOrigin() throws Exception {
    Path file = folder.resolve("fathom/config.toml");
    Files.createDirectories(folder.resolve("fathom"));
    Files.writeString(file, "[server]\nhost = \"localhost\"\n");
    Stage.Outcome shown = run(home(), "config", "show", "--port", "99");
    assertThat(shown.code()).isZero();
    assertThat(shown.out())
        .containsPattern("server\\.host +localhost  \\(.*config\\.toml\\)")
        .containsPattern("server\\.port +99  \\(command line\\)")
        .containsPattern("limits\\.depth +9  \\(FATHOM_LIMITS_DEPTH\\)")
        .containsPattern("patience\\.idle +120  \\(default\\)");
    assertThat(run(home(), "config", "show", "--json").out())
        .contains("\"server.host\":{\"value\":\"localhost\",\"origin\":\"" + file + "\"}");
  }

  @Test
  void makesAKeyAndShowsItOnce() throws Exception {
    Stage.Outcome made = run(home(), "serve", "--new-key", "anna");
    assertThat(made.code()).isZero();
    assertThat(made.out().strip()).matches("fathom-[0-9a-f]{64}");
    assertThat(Files.readString(folder.resolve("fathom/keys.toml")))
        .contains("name = \"anna\"")
        .doesNotContain(made.out().strip());
  }

  @Test
  void letsNobodyElseInWithoutKeys() {
    Stage.Outcome refused = run(home(), "serve", "--host", "0.0.0.0");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("needs API keys: --api-keys FILE");
  }

  @Test
  void namesAWrongSetting() {
    Stage.Outcome refused = run(home(), "serve", "--port", "many");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .contains("'server.port' must be a whole number, 0 or more, got 'many'");
  }
}
