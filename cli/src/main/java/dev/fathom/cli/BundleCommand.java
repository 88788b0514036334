package dev.fathom.cli;

import dev.fathom.hub.Bundle;
import dev.fathom.hub.KeptModel;
import dev.fathom.hub.ModelName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom bundle`: a pulled model as one file, for a machine without network.
@Command(
    name = "bundle",
    subcommands = {BundleCommand.Pack.class, BundleCommand.Unpack.class})
final class BundleCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();

  @Override
  public int run(Surroundings around) {
    throw Failure.ofUsage("usage.missing", "pack, unpack", "fathom bundle");
  }

  /// `fathom bundle pack`.
  @Command(name = "pack")
  static final class Pack implements Verb {
    @Mixin final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "NAME", descriptionKey = "hub-name")
    String model = "";

    @Parameters(paramLabel = "FILE", descriptionKey = "bundle-to")
    Path file = Path.of("");

    @Option(names = "--json", descriptionKey = "json")
    boolean json;

    @Override
    public int run(Surroundings around) {
      ModelName.Hosted name = PulledModels.hosted(model);
      Bundle bundle = new Bundle(PulledModels.cache(around));
      long total = Math.max(1, 2 * bundle.bytes(name));
      long[] moved = {0};
      KeptModel packed;
      try (Progress progress = Progress.start(around, "progress.pack")) {
        packed =
            bundle.pack(name, file, bytes -> progress.at((double) (moved[0] += bytes) / total, ""));
      }
      return tell(packed, "bundle.packed", file, json, around);
    }
  }

  /// `fathom bundle unpack`.
  @Command(name = "unpack")
  static final class Unpack implements Verb {
    @Mixin final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "FILE", descriptionKey = "bundle-from")
    Path file = Path.of("");

    @Option(names = "--json", descriptionKey = "json")
    boolean json;

    @Override
    public int run(Surroundings around) throws IOException {
      long total = Math.max(1, Files.size(ModelOptions.checked(file)));
      Bundle bundle = new Bundle(PulledModels.cache(around));
      long[] moved = {0};
      KeptModel unpacked;
      try (Progress progress = Progress.start(around, "progress.unpack")) {
        unpacked =
            bundle.unpack(file, bytes -> progress.at((double) (moved[0] += bytes) / total, ""));
      }
      return tell(unpacked, "bundle.unpacked", file, json, around);
    }
  }

  private static int tell(
      KeptModel model, String key, Path file, boolean json, Surroundings around) {
    if (json) {
      Json.line(around.out(), out -> ShowCommand.write(out, model));
      return 0;
    }
    around.note(key, model.repo(), file, around.texts().bytes(model.bytes()));
    around.note("pull.licence", PullCommand.licence(model.licence(), around.texts()));
    return 0;
  }
}
