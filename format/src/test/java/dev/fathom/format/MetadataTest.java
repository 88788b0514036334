package dev.fathom.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetadataTest {
  private static Metadata json(String text) {
    return Metadata.ofJson(
        "config.json", text.replace('~', '"').getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void refuses(String text, String message) {
    assertThatThrownBy(() -> json(text)).isInstanceOf(FormatException.class).hasMessage(message);
  }

  @Test
  void readsEveryKindOfJsonValue() {
    Metadata config =
        json(
            "{~s~:~text~,~i~:7,~d~:0.5,~b~:true,~n~:null,~l~:[1,2],~f~:[1,2.5],~t~:[~a~,~b~],"
                + "~o~:{~x~:3}}");
    assertThat(config.keys()).containsExactly("s", "i", "d", "b", "n", "l", "f", "t", "o");
    assertThat(config.string("s")).isEqualTo("text");
    assertThat(config.integer("i")).isEqualTo(7);
    assertThat(config.intValue("i")).isEqualTo(7);
    assertThat(config.number("i")).isEqualTo(7.0);
    assertThat(config.number("d")).isEqualTo(0.5);
    assertThat(config.findBoolean("b")).contains(true);
    assertThat(config.findInts("l").orElseThrow()).containsExactly(1, 2);
    assertThat(config.findFloats("f").orElseThrow()).containsExactly(1f, 2.5f);
    assertThat(config.findStrings("t")).contains(List.of("a", "b"));
    assertThat(config.findObject("o").orElseThrow().integer("x")).isEqualTo(3);
  }

  @Test
  void findsNothingWhereAKeyIsAbsentOrNull() {
    assertThat(json("{~n~:null}").findString("n")).isEmpty();
    assertThat(json("{~n~:null}").find("n")).isEmpty();
    assertThat(json("{}").findObject("n")).isEmpty();
  }

  @Test
  void namesFileKeyAndPathOfAMissingKey() {
    Metadata inner = json("{~rope_scaling~:{}}").findObject("rope_scaling").orElseThrow();
    assertThatThrownBy(() -> inner.number("factor"))
        .hasMessage("config.json: key 'rope_scaling.factor' is missing");
  }

  @Test
  void saysWhatIsThereInsteadOfTheWantedType() {
    Metadata config = json("{~a~:~x~,~l~:[1,~2~],~f~:1.5,~big~:4294967296,~o~:{}}");
    assertThatThrownBy(() -> config.integer("a"))
        .hasMessage("config.json: key 'a' is the string \"x\", want an integer");
    assertThatThrownBy(() -> config.integer("f"))
        .hasMessage("config.json: key 'f' is 1.5, want an integer");
    assertThatThrownBy(() -> config.findInts("l"))
        .hasMessage("config.json: key 'l' is an array of 2, want an array of integers");
    assertThatThrownBy(() -> config.intValue("big"))
        .hasMessage("config.json: key 'big' is 4294967296, want an integer of 32 bits");
    assertThatThrownBy(() -> config.findStrings("o"))
        .hasMessage("config.json: key 'o' is an object, want an array of strings");
    assertThatThrownBy(() -> config.findObject("a"))
        .hasMessage("config.json: key 'a' is the string \"x\", want an object");
  }

  @Test
  void takesIntegersBeyond64BitsAsNumbers() {
    // transformers writes int(1e30) where a tokenizer has no limit
    Metadata config = json("{~model_max_length~:1000000000000000019884624838656}");
    assertThat(config.number("model_max_length")).isEqualTo(1e30);
    assertThatThrownBy(() -> config.integer("model_max_length"))
        .hasMessage("config.json: key 'model_max_length' is 1.0E30, want an integer");
  }

  @Test
  void refusesAKeyThatIsThereTwice() {
    refuses("{~a~:{~b~:1,~b~:1}}", "config.json: JSON: line 1, column 13: key 'b' is there twice");
  }

  @Test
  void refusesWhatIsNoObject() {
    refuses("[1]", "config.json: JSON: line 1, column 1: found [, want a JSON object");
    refuses("", "config.json: JSON: line 1, column 1: the text ends too early");
  }

  @Test
  void refusesTextBehindTheObject() {
    refuses("{}\n{}", "config.json: JSON: line 2, column 1: something follows the closing brace");
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    refuses("{~\u00e4~:1}", "config.json: byte 2 of the JSON text is not valid UTF-8");
  }

  @Test
  void refusesNestingDeeperThanItsLimit() {
    assertThatThrownBy(() -> json("{~a~:" + "[".repeat(100_000)))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("config.json: JSON: ")
        .hasMessageContaining("nesting depth (65) exceeds the maximum allowed (64");
  }

  @Test
  void refusesMoreValuesThanItWouldHoldInMemory() {
    assertThatThrownBy(() -> json("{~a~:[" + "[],".repeat(600_000) + "1]}"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("Token count (1048577) exceeds the maximum allowed (1048576");
  }

  @Test
  void refusesATextLongerThanItsLimit() {
    byte[] spaces = new byte[33 << 20];
    assertThatThrownBy(() -> Metadata.ofJson("config.json", spaces))
        .hasMessage(
            "config.json: the JSON text has 34,603,008 bytes; Fathom reads at most 33,554,432");
  }

  @Test
  void refusesNumbersThatNoDoubleHolds() {
    refuses("{~a~:1e999}", "config.json: JSON: line 1, column 6: the number 1e999 is too large");
    assertThatThrownBy(() -> json("{~a~:NaN}"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("'NaN'");
  }

  private static GgufBytes array(GgufValueType type, long count) {
    return GgufBytes.v3(0, 1).key("k", GgufValueType.ARRAY).i32(type.id()).i64(count);
  }

  @Test
  void widensGgufArraysToIntsAndFloats() {
    try (Checkpoint bytes = array(GgufValueType.UINT8, 2).i8(1).i8(255).open();
        Checkpoint longs = array(GgufValueType.INT64, 1).i64(-5).open()) {
      assertThat(bytes.metadata().findInts("k").orElseThrow()).containsExactly(1, 255);
      assertThat(longs.metadata().findInts("k").orElseThrow()).containsExactly(-5);
      assertThat(longs.metadata().findFloats("k").orElseThrow()).containsExactly(-5f);
    }
  }

  @Test
  void refusesGgufIntegersThatDoNotFit() {
    try (Checkpoint file = array(GgufValueType.UINT32, 1).i32(-1).open()) {
      assertThatThrownBy(() -> file.metadata().findInts("k"))
          .hasMessage(
              "x.gguf: key 'k' is an array of 1 UINT32, want an array of integers of 32 bits");
    }
    try (Checkpoint file = array(GgufValueType.UINT64, 1).i64(-1).open()) {
      assertThatThrownBy(() -> file.metadata().findInts("k"))
          .isInstanceOf(FormatException.class)
          .hasMessage("x.gguf: an array element is 18446744073709551615, more than 63 bits");
    }
  }

  @Test
  void takesAnEmptyGgufArrayAsEmptyOfAnyType() {
    try (Checkpoint file = array(GgufValueType.INT32, 0).open()) {
      assertThat(file.metadata().findStrings("k")).contains(List.of());
      assertThat(file.metadata().findFloats("k").orElseThrow()).isEmpty();
    }
  }

  @Test
  void keepsAnUnsignedIntegerBeyond63BitsAsANumber() {
    try (Checkpoint file = GgufBytes.v3(0, 1).key("k", GgufValueType.UINT64).i64(-1).open()) {
      assertThat(file.metadata().number("k")).isEqualTo(0x1p64);
      assertThatThrownBy(() -> file.metadata().integer("k"))
          .hasMessage("x.gguf: key 'k' is 1.8446744073709552E19, want an integer");
    }
  }
}
