package dev.fathom.meter;

import java.nio.file.Path;
import java.util.List;

/// What somebody asks for tokens.
///
/// @param date when it held
/// @param input for a token of a prompt
/// @param cachedInput for one that was not computed again
/// @param output for a generated token
public record PriceList(
    String name, String date, String source, Money input, Money cachedInput, Money output) {
  private static final double MILLION = 1e6;

  /// DeepSeek's and OpenAI's of February 2025.
  public static List<PriceList> builtIn() {
    return of(DataFile.builtIn("prices.json"));
  }

  /// Those in a file of the form of the built-in `prices.json`; throws {@link
  /// IllegalArgumentException} with one line.
  public static List<PriceList> read(Path file) {
    return of(DataFile.read(file));
  }

  private static List<PriceList> of(DataFile file) {
    return file.entries().stream().map(PriceList::of).toList();
  }

  private static PriceList of(DataFile.Entry entry) {
    entry.requireUnit(entry.text("currency") + " per 1000000 tokens");
    return new PriceList(
        entry.text("name"),
        entry.text("date"),
        entry.text("source"),
        price(entry, "input"),
        price(entry, "cached_input"),
        price(entry, "output"));
  }

  private static Money price(DataFile.Entry entry, String field) {
    try {
      return new Money(entry.number(field) / MILLION, entry.text("currency"));
    } catch (IllegalArgumentException wrong) {
      String told = String.valueOf(wrong.getMessage());
      throw told.startsWith(entry.place())
          ? wrong
          : new IllegalArgumentException(entry.place() + ": " + told, wrong);
    }
  }

  /// What `tokens` would have cost.
  public Money of(Tokens tokens) {
    return input
        .times((double) tokens.prompt() - tokens.cached())
        .plus(cachedInput.times((double) tokens.cached()))
        .plus(output.times((double) tokens.completion()));
  }
}
