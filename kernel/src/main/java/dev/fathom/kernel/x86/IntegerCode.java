package dev.fathom.kernel.x86;

import dev.fathom.tensor.ElementType;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The routines of integer products, emitted and made executable when first asked for: those that
/// round activations, and one for each type of weight.
public final class IntegerCode implements AutoCloseable {
  private final Target target;
  private final ConcurrentHashMap<String, CodePage> pages = new ConcurrentHashMap<>();

  /// Routines for processors that are `target` or better.
  public IntegerCode(Target target) {
    this.target = target;
  }

  public Target target() {
    return target;
  }

  /// The routine that rounds activations for weights of type `type`.
  public CodePage.Code rounding(ElementType type) {
    boolean masks = target.manyRegisters();
    return ActivationBlocks.isWide(type)
        ? code("wide", masks ? ActivationBlocks::wide : Avx2ActivationBlocks::wide)
        : code("narrow", masks ? ActivationBlocks::narrow : Avx2ActivationBlocks::narrow);
  }

  /// The routine that multiplies weights of type `type`, quantised or of floats.
  public CodePage.Code product(ElementType type) {
    return ProductCode.knows(type)
        ? code(type.name(), () -> ProductCode.emit(target, type))
        : code(type.name(), () -> FloatProductCode.emit(type));
  }

  /// The routine that fetches rows ahead; see {@link FetchCode}.
  public CodePage.Code fetch() {
    return code("fetch", FetchCode::emit);
  }

  private CodePage.Code code(String name, Supplier<byte[]> emitted) {
    return pages.computeIfAbsent(name, _ -> page(emitted.get())).at(0);
  }

  private static CodePage page(byte[] code) {
    try {
      return CodePage.of(code);
    } catch (CodePage.Refusal e) {
      // a processor that was asked by emitted code does not refuse it now
      throw new IllegalStateException(e);
    }
  }

  /// Gives the memory back; no routine may run then.
  @Override
  public void close() {
    pages.values().forEach(CodePage::close);
    pages.clear();
  }
}
