package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class IdsTest {
  @Test
  void readsIdsAsPeopleWriteThem() {
    assertThat(Ids.parse("0,17,4", 20)).containsExactly(0, 17, 4);
    assertThat(Ids.parse(" [0, 17\n4 ]\n", 20)).containsExactly(0, 17, 4);
    assertThat(Ids.parse("", 20)).isEmpty();
    assertThat(Ids.parse("[]", 20)).isEmpty();
    assertThat(Ids.ofJson(List.of(0, 19L), 20)).containsExactly(0, 19);
  }

  @Test
  void namesTheIdAndTheVocabulary() {
    assertThat(complaint("3,20"))
        .isEqualTo("id 20 is not in the vocabulary of 20 tokens (0 .. 19)");
    assertThat(complaint("-1")).startsWith("id -1 is not in the vocabulary");
    assertThat(complaint("99999999999")).startsWith("id 99999999999 is not");
    assertThat(complaint("3,x")).isEqualTo("'x' is not a token id");
    assertThatThrownBy(() -> Ids.ofJson("3", 20)).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> Ids.ofJson(List.of(1.5), 20)).isInstanceOf(Failure.class);
  }

  private static String complaint(String ids) {
    try {
      return "" + Ids.parse(ids, 20).length;
    } catch (Failure failure) {
      return failure.say(new Texts(Locale.ENGLISH));
    }
  }
}
