package dev.fathom.text;

import java.util.List;

/// A regular expression that cuts text, with the meaning Oniguruma gives it in Hugging Face's
/// tokenizers. Immutable and safe for many threads.
///
/// Not `java.util.regex`: that overflows its stack on long texts and takes quadratic time where a
/// run fails at every place of the run.
final class SplitPattern {
  private final String source;
  private final SplitProgram[] ways;

  private SplitPattern(String source, List<SplitProgram> ways) {
    this.source = source;
    this.ways = ways.toArray(SplitProgram[]::new);
  }

  /// Reads `source`; throws {@link TokenizerException} naming what is not supported.
  static SplitPattern of(String source) {
    SplitTree tree = SplitPatternReader.read(source);
    if (tree.mayBeEmpty()) {
      throw new SplitSource(source).bad("a way to match the empty text");
    }
    List<SplitTree> ways = tree instanceof SplitTree.Choice choice ? choice.ways() : List.of(tree);
    return new SplitPattern(source, ways.stream().map(SplitProgram::of).toList());
  }

  /// The pattern that matches `text` and nothing else.
  static SplitPattern literal(String text) {
    List<SplitTree> letters =
        text.codePoints()
            .mapToObj(c -> (SplitTree) new SplitTree.One(CharacterClass.of(c, false)))
            .toList();
    return new SplitPattern(text, List.of(SplitProgram.of(new SplitTree.Row(letters))));
  }

  /// A walk over `text`, which must be well-formed UTF-16.
  SplitScan scan(String text) {
    return new SplitScan(source, ways, text);
  }

  @Override
  public String toString() {
    return source;
  }
}
