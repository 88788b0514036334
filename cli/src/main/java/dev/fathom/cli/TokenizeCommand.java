package dev.fathom.cli;

import dev.fathom.text.Tokenizer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `fathom tokenize`: text to ids, or back.
@Command(name = "tokenize")
final class TokenizeCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();
  @Mixin final ModelOptions model = new ModelOptions();

  @Option(names = "--tokenizer", paramLabel = "FILE")
  @Nullable Path tokenizer;

  @Option(names = "--decode")
  boolean decode;

  @Option(names = "--special")
  boolean special;

  @Option(names = "--jsonl")
  boolean jsonl;

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) throws Exception {
    if (tokenizer != null && model.model != null) {
      throw Failure.ofUsage("usage.both", "--model", "--tokenizer");
    }
    Path named = tokenizer == null ? model.model : tokenizer;
    Path found = named == null ? null : PulledModels.path(named, around);
    convert(TokenizerSource.read(found), around);
    return 0;
  }

  private void convert(Tokenizer words, Surroundings around) throws IOException {
    Input input = new Input(around.in());
    if (jsonl) {
      convertLines(words, input, around.out());
      return;
    }
    String text = Input.text(input.rest());
    if (decode) {
      String decoded = words.decode(Ids.parse(text, words.size()), true);
      if (json) {
        Json.line(around.out(), out -> out.writeString(decoded));
      } else {
        around.out().print(decoded);
      }
    } else {
      printIds(encode(words, text), around.out());
    }
  }

  private void printIds(int[] ids, PrintStream out) {
    if (json) {
      Json.line(out, writer -> writer.writeArray(ids, 0, ids.length));
    } else {
      out.println(Ids.line(ids));
    }
  }

  private void convertLines(Tokenizer words, Input input, PrintStream out) throws IOException {
    int number = 0;
    for (byte[] line = input.nextLine(); line != null; line = input.nextLine()) {
      number++;
      try {
        convertLine(words, Input.json(line), out);
      } catch (Failure wrong) {
        throw wrong.inLine(number);
      }
    }
  }

  private void convertLine(Tokenizer words, Object value, PrintStream out) {
    if (decode) {
      String decoded = words.decode(Ids.ofJson(value, words.size()), true);
      Json.line(out, writer -> writer.writeString(decoded));
      return;
    }
    if (!(value instanceof String text)) {
      throw Failure.of("input.string");
    }
    int[] ids = encode(words, text);
    Json.line(out, writer -> writer.writeArray(ids, 0, ids.length));
  }

  /// Special tokens spelt in the text are recognised, as Hugging Face's tokenizers do; `--special`
  /// adds the one that the model wants in front.
  private int[] encode(Tokenizer words, String text) {
    int[] ids = words.encode(text, true);
    return special ? SpecialTokens.withBos(words, ids) : ids;
  }
}
