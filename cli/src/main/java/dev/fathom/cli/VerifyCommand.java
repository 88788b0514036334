package dev.fathom.cli;

import dev.fathom.hub.CacheCheck;
import dev.fathom.hub.HubCache;
import dev.fathom.hub.ModelName;
import dev.fathom.model.Memory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/// `fathom verify`: whether what is here is what was published.
@Command(name = "verify")
final class VerifyCommand implements Verb {
  @Mixin final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "NAME", descriptionKey = "hub-name-or-path")
  String model = "";

  @Option(names = "--json")
  boolean json;

  @Override
  public int run(Surroundings around) {
    ModelName name = ModelName.parse(model);
    if (name instanceof ModelName.Local(var path)) {
      around.note("verify.local", path, CacheCheck.tensors(ModelOptions.checked(path)));
      return 0;
    }
    ModelName.Hosted hosted = PulledModels.hosted(model);
    HubCache cache = PulledModels.cache(around);
    List<CacheCheck.Finding> findings = findings(new CacheCheck(cache), hosted, around);
    boolean right =
        findings.stream().allMatch(found -> found.verdict() == CacheCheck.Verdict.RIGHT);
    if (json) {
      Json.line(around.out(), out -> write(out, hosted, findings, right));
    } else {
      print(findings, around);
    }
    if (right) {
      Path opened = cache.find(hosted, Memory.total()).orElseThrow();
      around.note("verify.right", hosted, findings.size(), CacheCheck.tensors(opened));
    } else {
      around.note("verify.wrong", hosted, model);
    }
    return right ? 0 : 1;
  }

  private static List<CacheCheck.Finding> findings(
      CacheCheck check, ModelName.Hosted name, Surroundings around) {
    long total = Math.max(1, check.bytes(name));
    long[] read = {0};
    try (Progress progress = Progress.start(around, "progress.verify")) {
      return check.verify(name, bytes -> progress.at((double) (read[0] += bytes) / total, ""));
    }
  }

  private static void print(List<CacheCheck.Finding> findings, Surroundings around) {
    for (CacheCheck.Finding found : findings) {
      String verdict = found.verdict().name().toLowerCase(Locale.ROOT);
      around.out().println(around.texts().say("verify." + verdict + "-file", found.file()));
    }
  }

  private static void write(
      JsonGenerator out, ModelName.Hosted name, List<CacheCheck.Finding> findings, boolean right) {
    out.writeStartObject();
    out.writeStringProperty("name", name.toString());
    out.writeBooleanProperty("right", right);
    out.writeArrayPropertyStart("files");
    for (CacheCheck.Finding found : findings) {
      out.writeStartObject();
      out.writeStringProperty("path", found.file());
      out.writeNumberProperty("bytes", found.bytes());
      out.writeStringProperty("verdict", found.verdict().name().toLowerCase(Locale.ROOT));
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
