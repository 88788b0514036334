package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChatTextTest {
  private static final String FENCE = "\"\"\"";

  @Test
  void staysOpenBetweenFences() {
    assertThat(ChatText.isOpen(FENCE)).isTrue();
    assertThat(ChatText.isOpen(FENCE + "one\ntwo")).isTrue();
    assertThat(ChatText.isOpen(FENCE + "one\ntwo" + FENCE)).isFalse();
    assertThat(ChatText.clean(FENCE + "one\ntwo" + FENCE)).isEqualTo("one\ntwo");
    assertThat(ChatText.clean(FENCE + "\none\n" + FENCE)).isEqualTo("one");
  }

  @Test
  void goesOnAfterABackslash() {
    assertThat(ChatText.isOpen("one\\")).isTrue();
    assertThat(ChatText.isOpen("one\\\ntwo")).isFalse();
    assertThat(ChatText.clean("one\\\ntwo")).isEqualTo("one\ntwo");
  }

  @Test
  void takesAFenceInsideAMessageForText() {
    assertThat(ChatText.isOpen("what does " + FENCE + " mean?")).isFalse();
    assertThat(ChatText.clean("what does " + FENCE + " mean?")).contains(FENCE);
  }

  @Test
  void knowsCommandsByTheirSlash() {
    assertThat(ChatText.isCommand(" /help")).isTrue();
    assertThat(ChatText.isCommand("1/2?")).isFalse();
    assertThat(ChatText.isCommand(FENCE + "/etc/passwd?" + FENCE)).isFalse();
  }
}
