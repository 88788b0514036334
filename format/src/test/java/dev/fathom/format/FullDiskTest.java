package dev.fathom.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.tensor.ElementType;
import dev.fathom.tensor.Shape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
  @TempDir Path folder;

  /// A disk that has room for so many writes.
  private static final class Disk implements WritableByteChannel {
    private final WritableByteChannel channel;
    private int left;

    Disk(WritableByteChannel channel, int writes) {
      this.channel = channel;
      this.left = writes;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      if (left-- <= 0) {
        throw new IOException("No space left on device");
      }
      return channel.write(bytes);
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static void write(Path target, int writes) throws IOException {
    GgufWriter gguf = new GgufWriter().string("general.architecture", "llama");
    for (int i = 0; i < 5; i++) {
      MemorySegment bytes = MemorySegment.ofArray(new byte[8192]);
      gguf.tensor(
          "blk." + i,
          ElementType.F32,
          Shape.of(4, 1024),
          sink -> {
            sink.bytes(bytes);
            sink.bytes(bytes);
          });
    }
    NewFile.write(target, gguf::writeTo, channel -> new Disk(channel, writes));
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void leavesNothingBehindWhicheverWriteFails() throws IOException {
    Path target = folder.resolve("model.gguf");
    int writes = 0;
    while (!Files.exists(target)) {
      int room = writes++;
      if (room > 40) {
        throw new AssertionError("never succeeds");
      }
      try {
        write(target, room);
      } catch (IOException full) {
        assertThat(full).hasMessage("No space left on device");
        assertThat(files()).as("files after " + room + " writes").isZero();
      }
    }
    assertThat(writes).isGreaterThan(10);
  }

  @Test
  void keepsTheOldFileWhenTheNewOneFails() throws IOException {
    Path target = folder.resolve("model.gguf");
    Files.writeString(target, "old");
    assertThatThrownBy(() -> write(target, 3)).isInstanceOf(IOException.class);
    assertThat(target).hasContent("old");
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void refusesContentOfAnotherLength() {
    GgufWriter gguf = new GgufWriter().string("general.architecture", "llama");
    gguf.tensor(
        "a", ElementType.F32, Shape.of(4), sink -> sink.bytes(MemorySegment.ofArray(new byte[12])));
    assertThatThrownBy(() -> gguf.writeTo(folder.resolve("x.gguf")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs 16 bytes, got 12");
  }
}
