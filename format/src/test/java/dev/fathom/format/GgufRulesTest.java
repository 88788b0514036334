package dev.fathom.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/// One test a rule of `docs/formats/gguf.md`, each with the message a person would read.
class GgufRulesTest {
  private static final int F32 = 0;
  private static final int Q8_0 = 8;

  private static void refuses(GgufBytes file, String message) {
    assertThatThrownBy(file::open).isInstanceOf(FormatException.class).hasMessage(message);
  }

  private static TensorEntry entry(Checkpoint file, String name) {
    return Objects.requireNonNull(file.entries().get(name));
  }

  @Test
  void opensAFileWithoutKeysAndTensors() {
    try (Checkpoint empty = GgufBytes.v3(0, 0).open()) {
      assertThat(empty.format()).isEqualTo("GGUF v3");
      assertThat(empty.entries()).isEmpty();
      assertThat(empty.bytes()).isEqualTo(24);
    }
  }

  @Test
  void opensVersionTwo() {
    try (Checkpoint old = new GgufBytes().i32(GgufFile.MAGIC).i32(2).i64(0).i64(0).open()) {
      assertThat(old.format()).isEqualTo("GGUF v2");
    }
  }

  @Test
  void refusesAFileShorterThanItsHead() {
    refuses(
        new GgufBytes().i8('G'),
        "x.gguf: at byte 0: the magic 'GGUF' needs 4 bytes, but the file ends after 1 more;"
            + " is the download incomplete?");
  }

  @Test
  void refusesAnotherMagic() {
    refuses(
        new GgufBytes().i32(0x67676d6c),
        "x.gguf: at byte 0: found magic 67676d6c, want 46554747 ('GGUF')");
  }

  @Test
  void refusesOtherVersions() {
    refuses(
        new GgufBytes().i32(GgufFile.MAGIC).i32(1),
        "x.gguf: at byte 4: found GGUF version 1, want little-endian version 2 or 3");
    refuses(
        new GgufBytes().i32(GgufFile.MAGIC).i32(-1),
        "x.gguf: at byte 4: found GGUF version 4294967295, want little-endian version 2 or 3");
  }

  @Test
  void refusesBigEndianFilesByThatName() {
    refuses(
        new GgufBytes().i32(GgufFile.MAGIC).i32(0x03000000),
        "x.gguf: at byte 4: found a big-endian GGUF file of version 3,"
            + " want little-endian version 2 or 3");
  }

  @Test
  void refusesMoreTensorsThanTheFileHasRoomFor() {
    refuses(
        GgufBytes.v3(-1, 0),
        "x.gguf: at byte 8: the number of tensors is 18446744073709551615,"
            + " but the file has room for at most 0");
  }

  @Test
  void refusesMoreKeysThanTheFileHasRoomFor() {
    refuses(
        GgufBytes.v3(0, 1_000_000).data(1400),
        "x.gguf: at byte 16: the number of metadata keys is 1,000,000,"
            + " but the file has room for at most 100");
  }

  @Test
  void refusesAnAbsurdNumberOfKeysThatTheFileWouldHold() {
    refuses(
        GgufBytes.v3(0, 70_000).data(2_000_000),
        "x.gguf: at byte 24: 70,000 metadata keys; Fathom reads at most 65,536");
  }

  @Test
  void refusesAnAbsurdNumberOfTensorsThatTheFileWouldHold() {
    refuses(
        GgufBytes.v3(300_000, 0).data(10_000_000),
        "x.gguf: at byte 24: 300,000 tensors; Fathom reads at most 262,144");
  }

  @Test
  void refusesAKeyLongerThanTheFile() {
    refuses(
        GgufBytes.v3(0, 1).i64(1L << 40).data(100),
        "x.gguf: at byte 24: the length of a key is 1,099,511,627,776,"
            + " but the file has room for at most 100");
  }

  @Test
  void refusesAnEmptyKey() {
    refuses(
        GgufBytes.v3(0, 1).key("", GgufValueType.BOOL).i8(0).i64(0),
        "x.gguf: at byte 24: an empty key");
  }

  @Test
  void refusesAKeyThatIsThereTwice() {
    refuses(
        GgufBytes.v3(0, 2)
            .key("a.b", GgufValueType.BOOL)
            .i8(0)
            .key("a.b", GgufValueType.BOOL)
            .i8(1),
        "x.gguf: at byte 40: key 'a.b' is there twice");
  }

  @Test
  void refusesAKeyThatIsNotUtf8AndNamesTheByte() {
    refuses(
        GgufBytes.v3(0, 1).rawText("ab\u00ff").data(32),
        "x.gguf: at byte 34: the text of a key is not valid UTF-8");
  }

  @Test
  void refusesAValueTypeThatDoesNotExist() {
    refuses(
        GgufBytes.v3(0, 1).text("a").i32(13).i8(0),
        "x.gguf: at byte 33: the value type of 'a' is 13, want 0 to 12");
  }

  @Test
  void refusesABoolThatIsNeitherZeroNorOne() {
    refuses(
        GgufBytes.v3(0, 1).key("a", GgufValueType.BOOL).i8(2),
        "x.gguf: at byte 37: a bool is 2, want 0 or 1");
  }

  @Test
  void refusesAStringLongerThanTheFile() {
    refuses(
        GgufBytes.v3(0, 1).key("a", GgufValueType.STRING).i64(9).i32(0),
        "x.gguf: at byte 37: the length of a string is 9,"
            + " but the file has room for at most 4");
  }

  @Test
  void refusesAStringThatIsNotUtf8() {
    refuses(
        GgufBytes.v3(0, 1).key("a", GgufValueType.STRING).rawText("\u00c0\u0080"),
        "x.gguf: at byte 45: the text of a string is not valid UTF-8");
  }

  @Test
  void refusesAStringInAnArrayThatIsNotUtf8() {
    refuses(
        strings("a", 2).text("ok").rawText("\u00ed\u00a0\u0080"),
        "x.gguf: at byte 67: the text of a string in an array is not valid UTF-8");
  }

  private static GgufBytes strings(String key, long count) {
    return array(key, GgufValueType.STRING, count);
  }

  private static GgufBytes array(String key, GgufValueType type, long count) {
    return GgufBytes.v3(0, 1).key(key, GgufValueType.ARRAY).i32(type.id()).i64(count);
  }

  @Test
  void refusesAnArrayLongerThanTheFile() {
    refuses(
        array("a", GgufValueType.FLOAT64, 1L << 61).i64(0),
        "x.gguf: at byte 41: the length of an array is 2,305,843,009,213,693,952,"
            + " but the file has room for at most 1");
  }

  @Test
  void refusesMoreStringsThanItWouldHoldInMemory() {
    refuses(
        strings("a", 2_100_000).data(8 * 2_100_000),
        "x.gguf: at byte 37: an array of 2,100,000 elements;"
            + " Fathom reads at most 2,097,152 strings and arrays in all arrays");
  }

  @Test
  void refusesMoreNumbersThanItWouldHoldInMemory() {
    refuses(
        array("a", GgufValueType.INT8, 17_000_000).data(17_000_000),
        "x.gguf: at byte 37: an array of 17,000,000 elements;"
            + " Fathom reads at most 16,777,216 numbers in an array");
  }

  @Test
  void refusesMetadataLongerThanItsLimit() {
    GgufBytes file = GgufBytes.v3(0, 5);
    for (int i = 0; i < 5; i++) {
      file.key("k" + i, GgufValueType.ARRAY).i32(GgufValueType.UINT8.id()).i64(16_000_000);
      file.write(out -> out.bytes(MemorySegment.ofArray(new byte[16_000_000])));
    }
    refuses(file, "x.gguf: at byte 80,000,154: the metadata is longer than 67,108,864 bytes");
  }

  @Test
  void readsArraysInArraysAndRefusesThemTooDeep() {
    GgufBytes nested = array("a", GgufValueType.ARRAY, 1);
    GgufBytes deep = array("a", GgufValueType.ARRAY, 1);
    for (int i = 0; i < 6; i++) {
      deep.i32(GgufValueType.ARRAY.id()).i64(1);
    }
    nested.i32(GgufValueType.UINT16.id()).i64(2).i8(1).i8(0).i8(255).i8(255);
    try (Checkpoint file = nested.open()) {
      Object value = file.metadata().find("a").orElseThrow();
      assertThat(value)
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .containsExactly(new int[] {1, 65535});
    }
    refuses(deep, "x.gguf: at byte 85: arrays are nested deeper than 4");
  }

  @Test
  void refusesAnAlignmentThatIsNoPowerOfTwo() {
    refuses(
        GgufBytes.v3(0, 1).key("general.alignment", GgufValueType.UINT32).i32(48),
        "x.gguf: general.alignment is 48, want a power of two");
    refuses(
        GgufBytes.v3(0, 1).key("general.alignment", GgufValueType.UINT32).i32(0),
        "x.gguf: general.alignment is 0, want a power of two");
  }

  @Test
  void refusesAnAlignmentThatIsNoInteger() {
    refuses(
        GgufBytes.v3(0, 1).key("general.alignment", GgufValueType.STRING).text("32"),
        "x.gguf: key 'general.alignment' is the string \"32\", want an integer");
  }

  @Test
  void placesTheDataByTheFilesOwnAlignment() {
    GgufBytes file = GgufBytes.v3(1, 1).key("general.alignment", GgufValueType.UINT32).i32(256);
    try (Checkpoint open = file.tensor("t", F32, 0, 4).data(256).open()) {
      assertThat(entry(open, "t").offset()).isEqualTo(256);
    }
  }

  @Test
  void turnsTheAxesOutermostFirst() {
    try (Checkpoint file = GgufBytes.v3(1, 0).tensor("t", F32, 0, 4, 3, 2).data(96).open()) {
      assertThat(file.tensor("t").shape()).isEqualTo(Shape.of(2, 3, 4));
      assertThat(file.tensor("t").type()).isEqualTo(ElementType.F32);
    }
  }

  @Test
  void refusesATensorNameThatIsEmptyOrTooLong() {
    refuses(
        GgufBytes.v3(1, 0).tensor("", F32, 0, 1).data(32),
        "x.gguf: at byte 24: a tensor's name has 0 bytes, want 1 to 64");
    refuses(
        GgufBytes.v3(1, 0).tensor("n".repeat(65), F32, 0, 1).data(32),
        "x.gguf: at byte 24: a tensor's name has 65 bytes, want 1 to 64");
  }

  @Test
  void refusesATensorThatIsThereTwice() {
    refuses(
        GgufBytes.v3(2, 0).tensor("t", F32, 0, 1).tensor("t", F32, 32, 1).data(64),
        "x.gguf: tensor 't' is there twice");
  }

  @Test
  void refusesTooFewAndTooManyAxes() {
    refuses(
        GgufBytes.v3(1, 0).tensor("t", F32, 0).data(32),
        "x.gguf: tensor 't' has 0 axes, want 1 to 4");
    refuses(
        GgufBytes.v3(1, 0).tensor("t", F32, 0, 1, 1, 1, 1, 1).data(32),
        "x.gguf: tensor 't' has 5 axes, want 1 to 4");
  }

  @Test
  void refusesAnAxisOfZeroOrOfMoreThan63Bits() {
    refuses(
        GgufBytes.v3(1, 0).tensor("t", F32, 0, 4, 0).data(32),
        "x.gguf: tensor 't' has an axis of length 0");
    refuses(
        GgufBytes.v3(1, 0).tensor("t", F32, 0, -1).data(32),
        "x.gguf: tensor 't' has an axis of length 18446744073709551615");
  }

  @Test
  void refusesAProductThatOverflows() {
    String message = "x.gguf: tensor 't' has more bytes than 63 bits can count";
    refuses(GgufBytes.v3(1, 0).tensor("t", F32, 0, 1L << 32, 1L << 32).data(32), message);
    refuses(GgufBytes.v3(1, 0).tensor("t", F32, 0, 1L << 61).data(32), message);
  }

  @Test
  void refusesATypeNumberThatNobodyGave() {
    refuses(
        GgufBytes.v3(1, 0).tensor("t", 31, 0, 256).data(1024),
        "x.gguf: tensor 't' is of type number 31, which Fathom does not know");
  }

  @Test
  void refusesRowsThatAreNotWholeBlocks() {
    refuses(
        GgufBytes.v3(1, 0).tensor("t", Q8_0, 0, 16, 2).data(1024),
        "x.gguf: tensor 't' has rows of 16 elements, but Q8_0 comes in blocks of 32");
  }

  @Test
  void refusesAnOffsetOffTheAlignment() {
    refuses(
        GgufBytes.v3(1, 0).tensor("t", F32, 16, 1).data(32),
        "x.gguf: tensor 't' starts at offset 16, want a multiple of the alignment 32");
  }

  @Test
  void refusesATensorPastTheEndOfTheFile() {
    refuses(
        GgufBytes.v3(1, 0).tensor("t", F32, 32, 9).data(64),
        "x.gguf: tensor 't' ends at byte 132 but the file has 128 bytes;"
            + " the download is incomplete, fetch it again");
  }

  @Test
  void refusesAnOffsetWhoseEndWouldOverflow() {
    refuses(
        GgufBytes.v3(1, 0).tensor("t", F32, Long.MAX_VALUE - 31, 9).data(64),
        "x.gguf: tensor 't' ends at byte 9223372036854775876 but the file has 128 bytes;"
            + " the download is incomplete, fetch it again");
  }

  @Test
  void refusesDataThatBeginsBehindTheEnd() {
    refuses(
        GgufBytes.v3(1, 0).tensor("t", F32, 0, 1),
        "x.gguf: tensor 't' ends at byte 68 but the file has 57 bytes;"
            + " the download is incomplete, fetch it again");
  }

  @Test
  void refusesTensorsThatOverlap() {
    refuses(
        GgufBytes.v3(2, 0).tensor("a", F32, 0, 9).tensor("b", F32, 32, 1).data(64),
        "x.gguf: tensor 'b' starts at byte 128, inside tensor 'a' that ends at byte 132");
  }

  @Test
  void keepsControlCharactersOutOfMessages() {
    refuses(
        GgufBytes.v3(1, 0).tensor("\u001b[31m\nx", F32, 0, 4, 0).data(32),
        "x.gguf: tensor '<U+001B>[31m<U+000A>x' has an axis of length 0");
  }

  @Test
  void opensTypesThatItCannotReadAndRefusesThemByName() {
    try (Checkpoint file = GgufBytes.v3(1, 0).tensor("t", 16, 0, 256).data(66).open()) {
      assertThat(entry(file, "t").type()).isEqualTo("IQ2_XXS");
      assertThat(entry(file, "t").bytes()).isEqualTo(66);
      assertThatThrownBy(() -> file.tensor("t"))
          .isInstanceOf(FormatException.class)
          .hasMessage("x.gguf: tensor 't' is of type IQ2_XXS, which Fathom cannot read");
    }
  }

  @Test
  void saysWhichTensorIsMissing() {
    try (Checkpoint file = GgufBytes.v3(0, 0).open()) {
      assertThatThrownBy(() -> file.tensor("output.weight"))
          .isInstanceOf(FormatException.class)
          .hasMessage("x.gguf: tensor 'output.weight' is missing among 0 tensors");
    }
  }

  @Test
  void knowsEveryReadableTypeWithTheBlocksOfTheTensorRoom() {
    assertThat(Arrays.stream(ElementType.values()).filter(type -> type != ElementType.F8_E4M3))
        .allSatisfy(
            type -> {
              GgmlType ggml = GgmlType.valueOf(type.name());
              assertThat(ggml.blockLength()).isEqualTo(type.blockLength());
              assertThat(ggml.blockBytes()).isEqualTo(type.blockBytes());
            });
  }
}
