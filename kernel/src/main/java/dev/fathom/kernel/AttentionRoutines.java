package dev.fathom.kernel;

import dev.fathom.kernel.x86.AttentionCode;
import dev.fathom.kernel.x86.AttentionShape;
import dev.fathom.kernel.x86.CodePage;
import java.util.List;

/// The code of {@link AttentionCode}, callable.
///
/// @param tiles for 1, 2, ... queries
record AttentionRoutines(
    AttentionShape shape,
    CodePage page,
    List<CodePage.Code> tiles,
    CodePage.Code prepare,
    CodePage.Code merge,
    CodePage.Code finish)
    implements AutoCloseable {

  static AttentionRoutines of(AttentionShape shape) throws CodePage.Refusal {
    AttentionCode code = AttentionCode.emit(shape);
    CodePage page = CodePage.of(code.bytes());
    return new AttentionRoutines(
        shape,
        page,
        code.tiles().stream().map(page::at).toList(),
        page.at(code.prepare()),
        page.at(code.merge()),
        page.at(code.finish()));
  }

  @Override
  public void close() {
    page.close();
  }
}
