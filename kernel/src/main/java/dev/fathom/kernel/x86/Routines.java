package dev.fathom.kernel.x86;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Emitted routines by name, made executable when first asked for.
public final class Routines implements AutoCloseable {
  private final ConcurrentHashMap<String, CodePage> pages = new ConcurrentHashMap<>();

  /// The routine `name`; `emitted` writes it the first time.
  public CodePage.Code code(String name, Supplier<byte[]> emitted) {
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
