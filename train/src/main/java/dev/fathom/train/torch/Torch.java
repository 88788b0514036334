package dev.fathom.train.torch;

import dev.fathom.train.TrainingException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Whether libtorch is on this machine, and its threads. Nothing of it is loaded before the first
/// question.
public final class Torch {
  private static final String FETCH =
      "mvn -Dproduct -pl train dependency:copy@natives -Djavacpp.platform=PLATFORM";

  private static final FunctionDescriptor OPTION =
      FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
  // glibc's malloc.h
  private static final int TRIM_THRESHOLD = -1;
  private static final int MMAP_THRESHOLD = -3;

  private static @Nullable String refusal;
  private static boolean asked;

  private Torch() {}

  /// Why nothing can be trained here, in one line; empty where libtorch runs.
  public static synchronized Optional<String> refusal() {
    if (!asked) {
      asked = true;
      refusal = load();
    }
    return Optional.ofNullable(refusal);
  }

  private static @Nullable String load() {
    try {
      Loader.load(torch.class);
      keepFreedMemory();
      return null;
    } catch (LinkageError missing) {
      String said = String.valueOf(missing.getMessage()).lines().findFirst().orElse("");
      String reason = said.replaceFirst(" in java\\.library\\.path.*", "");
      return "libtorch for %s is not there (%s); '%s' fetches about 110 MB (there are linux-x86_64, macosx-arm64, macosx-x86_64, windows-x86_64)"
          .formatted(
              System.getProperty("os.name") + " " + System.getProperty("os.arch"), reason, FETCH);
    }
  }

  /// Has glibc keep what is freed up to 1 GB: it gave large blocks back to the system, which
  /// cleared every page of them again for the next operation. Other systems' allocators are left
  /// alone.
  private static void keepFreedMemory() {
    Linker linker = Linker.nativeLinker();
    linker
        .defaultLookup()
        .find("mallopt")
        .ifPresent(
            address -> {
              MethodHandle mallopt = linker.downcallHandle(address, OPTION);
              try {
                var _ = (int) mallopt.invokeExact(MMAP_THRESHOLD, 32 << 20);
                var _ = (int) mallopt.invokeExact(TRIM_THRESHOLD, 1 << 30);
              } catch (Throwable impossible) {
                throw new IllegalStateException(impossible);
              }
            });
  }

  /// Makes the calling thread the one that trains, with `threads` threads of libtorch.
  static void use(int threads) {
    refusal()
        .ifPresent(
            reason -> {
              throw new TrainingException(reason);
            });
    // each Java thread has its own setting (pytorch issue 20156)
    torch.init_num_threads();
    torch.set_num_threads(threads);
    // OpenBLAS has threads of its own, as many as cores, which spin for work between products: half
    // of all processor time of a step in bf16
    openblas_nolapack.blas_set_num_threads(1);
  }
}
