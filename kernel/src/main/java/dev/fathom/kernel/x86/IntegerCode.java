package dev.fathom.kernel.x86;

import dev.fathom.tensor.ElementType;

/// The routines of integer products, emitted and made executable when first asked for: those that
/// round activations, and one for each type of weight.
public final class IntegerCode implements AutoCloseable {
  private final Target target;
  private final Routines routines = new Routines();

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
        ? routines.code("wide", masks ? ActivationBlocks::wide : Avx2ActivationBlocks::wide)
        : routines.code("narrow", masks ? ActivationBlocks::narrow : Avx2ActivationBlocks::narrow);
  }

  /// The routine that multiplies weights of type `type`, quantised or of floats.
  public CodePage.Code product(ElementType type) {
    return ProductCode.knows(type)
        ? routines.code(type.name(), () -> ProductCode.emit(target, type))
        : routines.code(type.name(), () -> FloatProductCode.emit(type));
  }

  /// The routine that fetches rows ahead; see {@link FetchCode}.
  public CodePage.Code fetch() {
    return routines.code("fetch", FetchCode::emit);
  }

  /// Gives the memory back; no routine may run then.
  @Override
  public void close() {
    routines.close();
  }
}
