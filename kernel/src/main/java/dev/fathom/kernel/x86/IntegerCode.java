package dev.fathom.kernel.x86;

import dev.fathom.tensor.ElementType;
import java.util.EnumMap;
import java.util.Map;

/// The routines of integer products, made executable once: those that round activations, and one
/// for each type of weight. For processors with AVX-512 and its 8-bit dot products.
public final class IntegerCode implements AutoCloseable {
  private final Map<ElementType, CodePage> products = new EnumMap<>(ElementType.class);
  private final CodePage wide;
  private final CodePage narrow;

  /// Emits all routines, which takes a few milliseconds.
  ///
  /// @throws CodePage.Refusal where the operating system allows no executable memory
  public IntegerCode() throws CodePage.Refusal {
    wide = CodePage.of(ActivationBlocks.wide());
    narrow = CodePage.of(ActivationBlocks.narrow());
    for (ElementType type : ElementType.values()) {
      if (ProductCode.knows(type)) {
        products.put(type, CodePage.of(ProductCode.emit(type)));
      }
    }
  }

  /// The routine that rounds activations for weights of type `type`.
  public CodePage.Code rounding(ElementType type) {
    return (ProductCode.isWide(type) ? wide : narrow).at(0);
  }

  /// The routine that multiplies weights of type `type`, which must be known.
  public CodePage.Code product(ElementType type) {
    CodePage page = products.get(type);
    if (page == null) {
      throw new IllegalArgumentException("no machine code for " + type);
    }
    return page.at(0);
  }

  @Override
  public void close() {
    wide.close();
    narrow.close();
    products.values().forEach(CodePage::close);
  }
}
