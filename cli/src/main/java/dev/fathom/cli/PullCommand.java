package dev.fathom.cli;

import dev.fathom.hub.Hub;
import dev.fathom.hub.HubException;
import dev.fathom.hub.HubSettings;
import dev.fathom.hub.ModelName;
import dev.fathom.hub.Pull;
import dev.fathom.hub.RemoteFile;
import dev.fathom.model.Memory;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fathom pull`: fetches a model, with proof of what was fetched.
@Command(name = "pull")
final class PullCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "NAME", descriptionKey = "hub-name")
  String model = "";

  @Option(names = "--dry-run")
  boolean dryRun;

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) {
    HubSettings settings = PulledModels.settings(around);
    ModelName name = ModelName.parse(model);
    if (name instanceof ModelName.Local local) {
      throw Failure.ofUsage("pull.local", local.path());
    }
    Optional<Path> here = here(name, settings.offline(), around);
    if (here.isPresent()) {
      return done(here.get(), around);
    }
    try (Hub hub = new Hub(settings)) {
      return pull(hub, name, around);
    }
  }

  /// Where the model is, if that is all that is to be known of it: a commit never changes.
  private static Optional<Path> here(ModelName name, boolean offline, Surroundings around) {
    boolean pinned = name instanceof ModelName.Hosted hosted && hosted.isPinned();
    if (!pinned && !offline) {
      return Optional.empty();
    }
    try {
      return PulledModels.cache(around).find(name, Memory.total());
    } catch (HubException incomplete) {
      if (offline) {
        throw incomplete;
      }
      return Optional.empty();
    }
  }

  private int pull(Hub hub, ModelName name, Surroundings around) {
    try (PullProgress progress = new PullProgress(around)) {
      Pull pull = hub.prepare(name, Memory.total(), progress);
      announce(pull, around);
      if (dryRun) {
        return json ? write(pull, "", around) : 0;
      }
      progress.begin();
      Path path = pull.run();
      progress.end();
      return json ? write(pull, path.toString(), around) : done(path, around);
    }
  }

  private int done(Path path, Surroundings around) {
    if (json) {
      Json.line(
          around.out(),
          out -> {
            out.writeStartObject();
            out.writeStringProperty("name", model);
            out.writeStringProperty("path", path.toString());
            out.writeEndObject();
          });
    } else {
      around.note("pull.done", model);
      around.out().println(path);
    }
    return 0;
  }

  /// What it really is, under which licence, and what it takes, before the first byte.
  private static void announce(Pull pull, Surroundings around) {
    Texts texts = around.texts();
    String commit = pull.commit().substring(0, 8);
    around.note("pull.what", pull.trueName(), pull.repo(), commit);
    around.note("pull.licence", licence(pull.licence(), texts));
    String total = texts.bytes(pull.totalBytes());
    around.note("pull.takes", total, texts.bytes(pull.missingBytes()), pull.files().size());
    PullEstimate.note(pull, around);
  }

  /// `named`, or that there is none.
  static String licence(String named, Texts texts) {
    return named.isEmpty() ? texts.say("hub.no-licence") : named;
  }

  private static int write(Pull pull, String path, Surroundings around) {
    Json.line(
        around.out(),
        out -> {
          out.writeStartObject();
          out.writeStringProperty("repository", pull.repo().toString());
          out.writeStringProperty("commit", pull.commit());
          out.writeStringProperty("true_name", pull.trueName());
          out.writeStringProperty("licence", pull.licence());
          out.writeNumberProperty("bytes", pull.totalBytes());
          out.writeStringProperty("path", path);
          out.writeArrayPropertyStart("files");
          for (RemoteFile file : pull.files()) {
            out.writeStartObject();
            out.writeStringProperty("path", file.path());
            out.writeNumberProperty("bytes", file.bytes());
            out.writeStringProperty("digest", file.digest().hex());
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
    return 0;
  }
}
