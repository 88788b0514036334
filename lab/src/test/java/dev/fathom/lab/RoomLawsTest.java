package dev.fathom.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Linker;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The laws of `docs/HOUSE.md` that a machine can hold.
class RoomLawsTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.fathom");

  /// What each room may know, besides java.base and the annotations.
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("tensor", Set.of()),
          Map.entry("kernel", Set.of("dev.fathom.tensor", "jdk.incubator.vector")),
          Map.entry(
              "format",
              Set.of("dev.fathom.tensor", "tools.jackson.core", "tools.jackson.databind")),
          Map.entry("text", Set.of("tools.jackson.core", "tools.jackson.databind")),
          Map.entry(
              "model",
              Set.of(
                  "dev.fathom.kernel",
                  "dev.fathom.format",
                  "dev.fathom.text",
                  "java.management",
                  "jdk.management")),
          Map.entry(
              "grammar", Set.of("dev.fathom.text", "tools.jackson.core", "tools.jackson.databind")),
          Map.entry(
              "engine",
              Set.of(
                  "dev.fathom.model", "dev.fathom.text", "dev.fathom.grammar", "dev.fathom.meter")),
          Map.entry(
              "chats",
              Set.of(
                  "java.sql",
                  "org.xerial.sqlitejdbc",
                  "tools.jackson.core",
                  "tools.jackson.databind")),
          Map.entry("page", Set.of()),
          Map.entry(
              "meter",
              Set.of(
                  "java.management",
                  "jdk.management",
                  "tools.jackson.core",
                  "tools.jackson.databind")),
          Map.entry(
              "plan",
              Set.of(
                  "dev.fathom.meter",
                  "tools.jackson.core",
                  "tools.jackson.databind",
                  "tools.jackson.dataformat.toml")),
          Map.entry("quantize", Set.of("dev.fathom.format", "dev.fathom.kernel")),
          Map.entry(
              "convert",
              Set.of("dev.fathom.model", "tools.jackson.core", "tools.jackson.databind")),
          Map.entry(
              "hub",
              Set.of(
                  "dev.fathom.format",
                  "java.net.http",
                  "tools.jackson.core",
                  "tools.jackson.databind")),
          Map.entry(
              "train",
              Set.of(
                  "dev.fathom.convert",
                  "dev.fathom.engine",
                  "dev.fathom.format",
                  "dev.fathom.kernel",
                  "java.net.http",
                  "org.bytedeco.pytorch",
                  "tools.jackson.core",
                  "tools.jackson.databind",
                  "tools.jackson.dataformat.toml")),
          Map.entry(
              "server",
              Set.of(
                  "dev.fathom.engine",
                  "dev.fathom.chats",
                  "dev.fathom.page",
                  "io.helidon",
                  "micrometer.core",
                  "micrometer.registry.prometheus",
                  "tools.jackson.core",
                  "tools.jackson.databind",
                  "tools.jackson.dataformat.toml")),
          Map.entry(
              "cli",
              Set.of(
                  "dev.fathom.convert",
                  "dev.fathom.engine",
                  "dev.fathom.hub",
                  "dev.fathom.plan",
                  "dev.fathom.quantize",
                  "dev.fathom.server",
                  "dev.fathom.train",
                  "info.picocli",
                  "org.jline.reader",
                  "org.jline.terminal",
                  "tools.jackson.core",
                  "tools.jackson.databind",
                  "jdk.unsupported")));

  @Test
  void modulesRequireOnlyWhatTheirRoomMayKnow() throws IOException {
    for (var room : MAY_KNOW.entrySet()) {
      Set<String> required = new TreeSet<>();
      for (ModuleDescriptor.Requires requires : descriptor(room.getKey()).requires()) {
        // a library of many modules counts as one
        required.add(requires.name().replaceFirst("^io\\.helidon\\..*", "io.helidon"));
      }
      required.remove("java.base");
      required.remove("org.jspecify");
      assertThat(room.getValue()).as("room " + room.getKey()).containsAll(required);
    }
  }

  @Test
  void everyRoomIsOneFlatPackage() throws IOException {
    for (String room : MAY_KNOW.keySet()) {
      assertThat(descriptor(room).packages())
          .as("packages with classes in room " + room)
          .contains("dev.fathom." + room)
          .allMatch(name -> name.startsWith("dev.fathom." + room));
      // train is a house of its own: a leaf of tasks, stages above, libtorch in one corner
      if (!room.equals("train")) {
        assertThat(descriptor(room).exports()).hasSize(1);
      }
    }
  }

  @Test
  void roomsHaveNoCycles() {
    slices().matching("dev.fathom.(*)..").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void typesOfARoomHaveNoCycles() {
    slices().assignedFrom(new SealedFamilies()).should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void theEngineKnowsNoFiles() {
    noClasses()
        .that()
        .resideInAPackage("dev.fathom.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.fathom.format..")
        .check(HOUSE);
  }

  @Test
  void onlyTheCommandLineUsesStandardStreams() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.fathom.cli..", "dev.fathom.lab..")
        .should()
        .accessTargetWhere(
            JavaAccess.Predicates.target(
                DescribedPredicate.describe(
                    "is a standard stream",
                    target ->
                        target.getOwner().isEquivalentTo(System.class)
                            && Set.of("out", "err", "in").contains(target.getName()))))
        .check(HOUSE);
  }

  @Test
  void onlyKernelsUseTheVectorApiAndNativeCode() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.fathom.kernel..", "dev.fathom.lab..")
        .and()
        // the corner of libtorch asks libc to keep freed memory
        .doNotHaveFullyQualifiedName("dev.fathom.train.torch.Torch")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Linker.class)
        .check(HOUSE);
  }

  @Test
  void onlyTheTeamTheEngineAndTheCommandLineStartThreads() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.fathom.cli..", "dev.fathom.lab..")
        .and()
        .haveNameNotMatching(
            "dev\\.fathom\\.(kernel\\.WorkerTeam|engine\\.Engine|train\\.torch\\.Crew)(\\$.*)?")
        .and()
        // these wait: for a client's end, a deadline, idle models; Elsewhere loads a model
        .haveNameNotMatching(
            "dev\\.fathom\\.server\\.(ReadAhead|Wires|Readiness|ModelShelf|Elsewhere)(\\$.*)?")
        .and()
        // these wait for a hub's answers
        .haveNameNotMatching("dev\\.fathom\\.hub\\.Lanes(\\$.*)?")
        .should()
        .callMethod(Thread.class, "start")
        .orShould()
        .callMethod(Thread.class, "ofPlatform")
        .orShould()
        .callMethod(Thread.class, "ofVirtual")
        .orShould()
        .callMethod(Thread.class, "startVirtualThread", Runnable.class)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.Executors")
        .orShould()
        .callMethod(java.util.Collection.class, "parallelStream")
        .check(HOUSE);
  }

  @Test
  void nothingDeserialisesObjectsOrLoadsCode() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.net.URLClassLoader")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("javax.script.ScriptEngine")
        .check(HOUSE);
  }

  @Test
  void namesAreNotDrawers() {
    classes()
        .should()
        .haveNameNotMatching(".*(Utils?|Common|Manager|Helper|Impl|Base)(\\$.*)?")
        .check(HOUSE);
  }

  private static ModuleDescriptor descriptor(String room) throws IOException {
    Path file =
        Path.of(System.getProperty("fathom.root", ".."), room, "target/classes/module-info.class");
    try (InputStream in = Files.newInputStream(file)) {
      Set<String> packages = new TreeSet<>();
      for (JavaClass type : HOUSE) {
        if (type.getPackageName().startsWith("dev.fathom." + room)) {
          packages.add(type.getPackageName());
        }
      }
      return ModuleDescriptor.read(in, () -> packages);
    }
  }

  /// One slice a top-level type, but a sealed type and its permitted subtypes are one: the door of
  /// a closed family knows its members.
  private static final class SealedFamilies implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      JavaClass top = type;
      while (top.getEnclosingClass().isPresent()) {
        top = top.getEnclosingClass().orElseThrow();
      }
      return SliceIdentifier.of(family(top.reflect()).getName());
    }

    private static Class<?> family(Class<?> type) {
      for (Class<?> parent : type.getInterfaces()) {
        if (parent.isSealed() && parent.getPackage() == type.getPackage()) {
          return parent.getEnclosingClass() == null ? family(parent) : type;
        }
      }
      Class<?> parent = type.getSuperclass();
      return parent != null && parent.isSealed() ? family(parent) : type;
    }

    @Override
    public String getDescription() {
      return "the types of a room, sealed families as one";
    }
  }
}
