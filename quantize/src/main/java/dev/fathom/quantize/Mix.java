package dev.fathom.quantize;

import dev.fathom.tensor.ElementType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What llama.cpp calls a file type: a type for most tensors, and others for some (`MixRules`).
public enum Mix {
  F16(1, ElementType.F16),
  BF16(32, ElementType.BF16),
  Q8_0(7, ElementType.Q8_0),
  Q6_K(18, ElementType.Q6_K),
  Q5_K_M(17, ElementType.Q5_K),
  Q5_K_S(16, ElementType.Q5_K),
  Q5_1(9, ElementType.Q5_1),
  Q5_0(8, ElementType.Q5_0),
  Q4_K_M(15, ElementType.Q4_K),
  Q4_K_S(14, ElementType.Q4_K),
  Q4_1(3, ElementType.Q4_1),
  Q4_0(2, ElementType.Q4_0),
  IQ4_NL(25, ElementType.IQ4_NL),
  Q3_K_L(13, ElementType.Q3_K),
  Q3_K_M(12, ElementType.Q3_K),
  Q3_K_S(11, ElementType.Q3_K),
  Q2_K(10, ElementType.Q2_K),
  Q2_K_S(21, ElementType.Q2_K);

  private final int fileType;
  private final ElementType base;

  Mix(int fileType, ElementType base) {
    this.fileType = fileType;
    this.base = base;
  }

  /// The number in `general.file_type`.
  public int fileType() {
    return fileType;
  }

  /// The type of most tensors.
  public ElementType base() {
    return base;
  }

  /// The mix of that name, in any case; `Q4_K` is `Q4_K_M`, as in llama.cpp.
  public static Optional<Mix> ofName(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(mix -> mix.name().equals(upper) || mix.name().equals(upper + "_M"))
        .findFirst();
  }

  /// The mix whose tensors are all of type `type`, or nearly.
  static Mix of(ElementType type) {
    return Arrays.stream(values())
        .filter(mix -> mix.base == type)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no mix of " + type));
  }
}
