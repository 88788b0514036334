package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.text.Tokenizer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ThoughtWatchTest {
  private static final int PLAIN = 30;
  // a euro sign, byte by byte
  private static final int[] EURO = {1, 2, 3};
  private static final byte[] BYTES = {(byte) 0xE2, (byte) 0x82, (byte) 0xAC};

  @Test
  void finishesACharacterBeforeItClosesTheThought() {
    ThoughtWatch watch = new ThoughtWatch(lexicon(), true, 2);
    say(watch, PLAIN);
    say(watch, EURO[0]);
    // the budget is used up, but the character lacks two bytes
    say(watch, EURO[1]);
    say(watch, EURO[2]);
    assertThat(watch.forced()).isEqualTo(LetterTokenizer.THOUGHT);
  }

  @Test
  void waitsNoLongerThanACharacterCanTake() {
    ThoughtWatch watch = new ThoughtWatch(lexicon(), true, 0);
    assertThat(watch.forced()).isEqualTo(LetterTokenizer.THOUGHT);
    ThoughtWatch broken = new ThoughtWatch(lexicon(), true, 1);
    for (int i = 0; i < 4; i++) {
      say(broken, EURO[0]);
    }
    assertThat(broken.forced()).isEqualTo(LetterTokenizer.THOUGHT);
  }

  @Test
  void knowsWhereTheThoughtIsOver() {
    ThoughtWatch watch = new ThoughtWatch(lexicon(), false, 0);
    assertThat(watch.open()).isFalse();
    say(watch, LetterTokenizer.THINK);
    assertThat(watch.open()).isTrue();
    assertThat(watch.forced()).isEqualTo(LetterTokenizer.THOUGHT);
    watch.take(LetterTokenizer.THOUGHT);
    assertThat(watch.open()).isFalse();
    assertThat(watch.closed()).isTrue();
    say(watch, PLAIN);
    // behind the first word of the answer the mark is a word like others
    say(watch, LetterTokenizer.THINK);
    assertThat(watch.open()).isFalse();
    assertThat(watch.forced()).isEqualTo(-1);
  }

  private static void say(ThoughtWatch watch, int id) {
    assertThat(watch.forced()).isEqualTo(-1);
    watch.take(id);
  }

  private static Lexicon lexicon() {
    Tokenizer letters = new LetterTokenizer(false);
    Tokenizer bytes =
        (Tokenizer)
            Proxy.newProxyInstance(
                Tokenizer.class.getClassLoader(),
                new Class<?>[] {Tokenizer.class},
                (_, method, arguments) -> {
                  boolean euro =
                      method.getName().equals("bytes")
                          && arguments[0] instanceof Integer id
                          && id >= 1
                          && id <= 3;
                  if (euro) {
                    return new byte[] {BYTES[(Integer) arguments[0] - 1]};
                  }
                  try {
                    return method.invoke(letters, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return new Lexicon(new ModelFacts(bytes, HashingForward.VOCABULARY, 600, Set.of()));
  }
}
