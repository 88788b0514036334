package dev.fathom.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One test a rule of `docs/formats/safetensors.md`, each with the message a person would read.
class SafetensorsRulesTest {
  private static void refuses(SafetensorsBytes file, String message) {
    assertThatThrownBy(file::open).isInstanceOf(FormatException.class).hasMessage(message);
  }

  /// Refuses a header of these tensors with 64 bytes of data; quotes are written as `~`.
  private static void refusesTensors(String entries, String message) {
    refuses(SafetensorsBytes.of(("{" + entries + "}").replace('~', '"'), 64), message);
  }

  private static Checkpoint open(String entries, int data) {
    return SafetensorsBytes.of(("{" + entries + "}").replace('~', '"'), data).open();
  }

  private static TensorEntry entry(Checkpoint file, String name) {
    return Objects.requireNonNull(file.entries().get(name));
  }

  @Test
  void opensTensorsInTheOrderOfTheirBytes() {
    String later = "~b~:{~dtype~:~F32~,~shape~:[2,3],~data_offsets~:[8,32]}";
    String first = "~a~:{~shape~:[4],~data_offsets~:[0,8],~dtype~:~BF16~}";
    try (Checkpoint file = open(later + "," + first, 24 + 8)) {
      assertThat(file.entries().keySet()).containsExactly("a", "b");
      assertThat(file.tensor("b").shape()).isEqualTo(Shape.of(2, 3));
      assertThat(file.tensor("a").type()).isEqualTo(ElementType.BF16);
      assertThat(file.format()).isEqualTo("safetensors");
      assertThat(file.metadata().keys()).isEmpty();
    }
  }

  @Test
  void opensAnEmptyObjectWithSpacesBehindIt() {
    try (Checkpoint file = SafetensorsBytes.of("{}      ", 0).open()) {
      assertThat(file.entries()).isEmpty();
    }
  }

  @Test
  void opensScalarsAndEmptyTensors() {
    String scalar = "~s~:{~dtype~:~F32~,~shape~:[],~data_offsets~:[0,4]}";
    String empty = "~e~:{~dtype~:~F32~,~shape~:[0,7],~data_offsets~:[0,0]}";
    try (Checkpoint file = open(scalar + "," + empty, 4)) {
      assertThat(file.tensor("s").shape()).isEqualTo(Shape.of());
      assertThat(file.tensor("e").data().byteSize()).isZero();
    }
  }

  @Test
  void refusesAFileShorterThanItsLength() {
    refuses(
        new SafetensorsBytes(100, "{}", 0),
        "x.safetensors: at byte 8: the header needs 100 bytes, but the file ends after 2 more;"
            + " is the download incomplete?");
  }

  @Test
  void refusesAHeaderBeyondTheLimitOrTooShort() {
    refuses(
        new SafetensorsBytes(100_000_001, "{}", 0),
        "x.safetensors: at byte 0: the header's length is 100,000,001, want 2 to 100,000,000");
    refuses(
        new SafetensorsBytes(-1, "{}", 0),
        "x.safetensors: at byte 0: the header's length is 18446744073709551615,"
            + " want 2 to 100,000,000");
    refuses(
        new SafetensorsBytes(1, "{}", 0),
        "x.safetensors: at byte 0: the header's length is 1, want 2 to 100,000,000");
  }

  @Test
  void refusesAHeaderThatDoesNotBeginWithABrace() {
    refuses(
        SafetensorsBytes.of(" {}", 0),
        "x.safetensors: at byte 8: the header does not begin with '{'");
  }

  @Test
  void refusesAHeaderThatIsNotUtf8() {
    refuses(
        SafetensorsBytes.of("{\"\u00ff\":1}", 0),
        "x.safetensors: byte 2 of the JSON text is not valid UTF-8");
  }

  @Test
  void refusesTextBehindTheObject() {
    refuses(
        SafetensorsBytes.of("{} {}", 0),
        "x.safetensors: JSON: line 1, column 4: something follows the closing brace");
  }

  @Test
  void refusesAHeaderThatEndsInTheMiddle() {
    assertThatThrownBy(SafetensorsBytes.of("{\"a\":{\"dtype\"", 0)::open)
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("x.safetensors: JSON: line 1, column 14: Unexpected end-of-input");
  }

  @Test
  void refusesDeepNesting() {
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThatThrownBy(SafetensorsBytes.of(deep, 0)::open)
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "x.safetensors: JSON: line 1, column 6: found [, want an object for tensor 'a'");
  }

  @Test
  void refusesAnythingButJson() {
    refusesTensors(
        "~a~:nix",
        "x.safetensors: JSON: line 1, column 6: Unrecognized token 'nix': was expecting (JSON"
            + " String, Number, Array, Object or t...");
  }

  @Test
  void refusesATensorThatIsThereTwice() {
    String entry = "~a~:{~dtype~:~F32~,~shape~:[16],~data_offsets~:[0,64]}";
    refusesTensors(
        entry + "," + entry, "x.safetensors: JSON: line 1, column 57: tensor 'a' is there twice");
  }

  @Test
  void refusesAFieldThatIsThereTwice() {
    refusesTensors(
        "~a~:{~dtype~:~F32~,~dtype~:~F32~,~shape~:[16],~data_offsets~:[0,64]}",
        "x.safetensors: tensor 'a' has the key dtype twice");
  }

  @Test
  void refusesAFieldThatTheFormatDoesNotHave() {
    refusesTensors("~a~:{~type~:~F32~}", "x.safetensors: tensor 'a' has the unknown key 'type'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "~shape~:[16],~data_offsets~:[0,64]",
        "~dtype~:~F32~,~data_offsets~:[0,64]",
        "~dtype~:~F32~,~shape~:[16]"
      })
  void refusesATensorWithoutOneOfItsFields(String fields) {
    assertThatThrownBy(() -> open("~a~:{" + fields + "}", 64))
        .isInstanceOf(FormatException.class)
        .hasMessageEndingWith("tensor 'a' lacks one of dtype, shape and data_offsets");
  }

  @Test
  void refusesADtypeThatNobodyKnows() {
    refusesTensors(
        "~a~:{~dtype~:~F31~}",
        "x.safetensors: tensor 'a' is of dtype 'F31', which Fathom does not know");
    refusesTensors(
        "~a~:{~dtype~:7}", "x.safetensors: JSON: line 1, column 15: found 7, want a dtype's name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.0", "1e3", "~1~", "null", "9223372036854775808", "true", "[]"})
  void refusesAShapeOfAnythingButIntegersFromZero(String length) {
    assertThatThrownBy(() -> open("~a~:{~dtype~:~F32~,~shape~:[" + length + "]}", 0))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(", want an integer from 0 in shape");
  }

  @Test
  void refusesMoreAxesThanEight() {
    refusesTensors(
        "~a~:{~dtype~:~F32~,~shape~:[1,1,1,1,1,1,1,1,16]}",
        "x.safetensors: JSON: line 1, column 46: shape has more than 8 numbers");
  }

  @Test
  void refusesOffsetsThatAreNotTwoInOrderAndInTheFile() {
    String start = "~a~:{~dtype~:~F32~,~shape~:[16],~data_offsets~:";
    String wanted = ", want a start and an end up to 64; is the download incomplete?";
    refusesTensors(start + "[0]}", "x.safetensors: tensor 'a' has data_offsets [0]" + wanted);
    refusesTensors(
        start + "[64,0]}", "x.safetensors: tensor 'a' has data_offsets [64, 0]" + wanted);
    refusesTensors(
        start + "[8,72]}", "x.safetensors: tensor 'a' has data_offsets [8, 72]" + wanted);
    refusesTensors(
        start + "[0,1,2]}",
        "x.safetensors: JSON: line 1, column 54: data_offsets has more than 2 numbers");
  }

  @Test
  void refusesBytesThatAreNotTheProductOfShapeAndSize() {
    refusesTensors(
        "~a~:{~dtype~:~F16~,~shape~:[4,4],~data_offsets~:[0,64]}",
        "x.safetensors: tensor 'a' takes 64 bytes, but F16 [4, 4] needs 32");
  }

  @Test
  void refusesAProductThatOverflows() {
    String huge = "~shape~:[4294967296,4294967296],~data_offsets~:[0,64]}";
    refusesTensors(
        "~a~:{~dtype~:~F32~," + huge,
        "x.safetensors: tensor 'a' has more bits than 63 bits can count");
  }

  @Test
  void refusesHalfABytesWorthOfElements() {
    refusesTensors(
        "~a~:{~dtype~:~F4~,~shape~:[3],~data_offsets~:[0,2]}",
        "x.safetensors: tensor 'a' of type F4 does not end at a whole byte");
  }

  private static String halves(int start, int end, String name) {
    return "~%s~:{~dtype~:~U8~,~shape~:[%d],~data_offsets~:[%d,%d]}"
        .formatted(name, end - start, start, end);
  }

  @Test
  void refusesTensorsThatOverlap() {
    refusesTensors(
        halves(0, 40, "a") + "," + halves(32, 64, "b"),
        "x.safetensors: tensor 'b' starts at byte 150, but the tensor before it ends at byte 158");
  }

  @Test
  void refusesAHoleBetweenTensors() {
    refusesTensors(
        halves(0, 32, "a") + "," + halves(40, 64, "b"),
        "x.safetensors: tensor 'b' starts at byte 158, but the tensor before it ends at byte 150");
  }

  @Test
  void refusesBytesBehindTheLastTensor() {
    refusesTensors(
        halves(0, 63, "a"),
        "x.safetensors: the tensors end at byte 126 but the file has 127 bytes");
  }

  @Test
  void passesOverNotesAndRefusesWhatIsNoNote() {
    String tensor = halves(0, 64, "a");
    try (Checkpoint file = open("~__metadata__~:{~format~:~pt~}," + tensor, 64)) {
      assertThat(file.entries().keySet()).containsExactly("a");
    }
    refusesTensors(
        "~__metadata__~:{~format~:1}," + tensor,
        "x.safetensors: JSON: line 1, column 27: found 1, want a string in __metadata__");
    refusesTensors(
        "~__metadata__~:[]," + tensor,
        "x.safetensors: JSON: line 1, column 17: found [, want an object as __metadata__");
    refusesTensors(
        "~__metadata__~:{~a~:~~,~a~:~~}," + tensor,
        "x.safetensors: JSON: line 1, column 25: __metadata__ key 'a' is there twice");
  }

  @Test
  void opensTypesThatItCannotReadAndRefusesThemByName() {
    try (Checkpoint file = open("~a~:{~dtype~:~I64~,~shape~:[8],~data_offsets~:[0,64]}", 64)) {
      assertThat(entry(file, "a").type()).isEqualTo("I64");
      assertThatThrownBy(() -> file.tensor("a"))
          .isInstanceOf(FormatException.class)
          .hasMessage("x.safetensors: tensor 'a' is of type I64, which Fathom cannot read");
    }
  }

  @Test
  void knowsEveryReadableTypeWithTheBytesOfTheTensorRoom() {
    assertThat(Arrays.stream(ElementType.values()).filter(type -> !type.isQuantized()))
        .allSatisfy(
            type ->
                assertThat(SafetensorsType.valueOf(type.name()).bits())
                    .isEqualTo(8 * type.blockBytes()));
  }

  private static Checkpoint fp8(String scaleName, String scaleType, String scaleShape, int bytes) {
    String weight = "~w~:{~dtype~:~F8_E4M3~,~shape~:[130,3],~data_offsets~:[0,390]}";
    String scale =
        "~%s~:{~dtype~:~%s~,~shape~:%s,~data_offsets~:[390,%d]}"
            .formatted(scaleName, scaleType, scaleShape, 390 + bytes);
    return open(weight + "," + scale, 390 + bytes);
  }

  @Test
  void givesEightBitWeightsTheScalesBesideThem() {
    try (Checkpoint file = fp8("w_scale_inv", "F32", "[2,1]", 8)) {
      assertThat(Objects.requireNonNull(file.tensor("w").scales()).shape())
          .isEqualTo(Shape.of(2, 1));
    }
  }

  @Test
  void takesEightBitWeightsWithoutScalesAsTheyAre() {
    try (Checkpoint file = fp8("other", "F32", "[2,1]", 8)) {
      assertThat(file.tensor("w").scales()).isNull();
    }
  }

  @Test
  void refusesScalesOfAnotherShapeOrType() {
    try (Checkpoint file = fp8("w_scale_inv", "F32", "[1,2]", 8)) {
      assertThatThrownBy(() -> file.tensor("w"))
          .isInstanceOf(FormatException.class)
          .hasMessage(
              "x.safetensors: tensor 'w_scale_inv' is F32 [1, 2],"
                  + " want F32 [2, 1] for a weight of shape [130, 3]");
    }
    try (Checkpoint file = fp8("w_scale_inv", "F8_E8M0", "[2,1]", 2)) {
      assertThatThrownBy(() -> file.tensor("w"))
          .isInstanceOf(FormatException.class)
          .hasMessage(
              "x.safetensors: tensor 'w_scale_inv' is of type F8_E8M0,"
                  + " which Fathom cannot read");
    }
  }

  @Test
  void refusesScalesOfAnotherSchemeInsteadOfIgnoringThem() {
    try (Checkpoint file = fp8("w_scale", "F32", "[1]", 4)) {
      assertThatThrownBy(() -> file.tensor("w"))
          .isInstanceOf(FormatException.class)
          .hasMessage("x.safetensors: tensor 'w' has its scales in 'w_scale', want 'w_scale_inv'");
    }
  }

  @Test
  void refusesMoreRowsThanAnIntCounts() {
    String wide = "~a~:{~dtype~:~F32~,~shape~:[4294967296,0],~data_offsets~:[0,0]}";
    try (Checkpoint file = open(wide, 0)) {
      assertThatThrownBy(() -> file.tensor("a"))
          .isInstanceOf(FormatException.class)
          .hasMessage(
              "x.safetensors: tensor 'a' of shape [4294967296, 0]"
                  + " has more than 2^31 rows or columns");
    }
  }
}
