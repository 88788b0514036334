package dev.fathom.chats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fathom.chats.ChatMessage.State;
import dev.fathom.chats.ChatStoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Disks and files as they can be: full, locked, damaged, foreign.
class TroubleTest {
  private static final String ME = "me";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void inAFile() {
    file = folder.resolve("new/chats.db");
  }

  private static void assertKind(Kind kind, String words, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ChatStoreException.class,
            e -> {
              assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
              assertThat(e.getMessage()).contains(words).doesNotContain("\n");
            });
  }

  @Test
  void onlyTheOwnerOfTheFileMayReadIt() throws IOException {
    try (ChatStore store = ChatStore.open(file)) {
      store.create(ME, "t", "");
      assertThat(permissions(file.resolve("..").normalize())).isEqualTo("rwx------");
      for (String name : List.of("chats.db", "chats.db-wal", "chats.db-shm", "chats.db.users")) {
        assertThat(permissions(file.resolveSibling(name))).as(name).isEqualTo("rw-------");
      }
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    ChatStore.open(file).close();
    assertThat(permissions(file)).isEqualTo("rw-------");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aFullDiskLosesNothingAndTheStoreGoesOn() throws Exception {
    try (ChatStore store = ChatStore.open(file)) {
      String id = store.create(ME, "kept", "").summary().id();
      ChatMessage kept = store.add(ME, id, Talks.question("", "kept question"));
      ChatMessage answer = store.add(ME, id, Talks.answer(kept.id(), "begun", State.RUNNING));
      Chat before = store.read(ME, id);
      store.limitPages(60);
      String big = "many words ".repeat(100_000);
      assertKind(
          Kind.FULL, "full", () -> store.update(ME, id, Talks.with(answer, big, State.RUNNING)));
      assertKind(Kind.FULL, "nothing was lost", () -> store.add(ME, id, Talks.question("", big)));
      assertThat(store.read(ME, id)).isEqualTo(before);
      store.limitPages(100_000);
      store.update(ME, id, Talks.with(answer, big, State.DONE));
      assertThat(store.read(ME, id).messages().getLast().content()).isEqualTo(big);
    }
    assertThat(IndexCheck.agrees(file)).isTrue();
  }

  @Test
  void aLockIsWaitedForAndThenTold() throws Exception {
    try (ChatStore store = ChatStore.open(file);
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      String id = store.create(ME, "kept", "").summary().id();
      store.patience(300);
      statement.execute("BEGIN IMMEDIATE");
      assertThat(store.read(ME, id).summary().title()).isEqualTo("kept");
      assertKind(Kind.LOCKED, "try again", () -> store.rename(ME, id, "other"));
      statement.execute("ROLLBACK");
      store.rename(ME, id, "other");
      assertThat(store.read(ME, id).summary().title()).isEqualTo("other");
    }
  }

  @Test
  void aNewerVersionAndForeignDatabasesAreLeftAlone() throws Exception {
    ChatStore.open(file).close();
    sql(file, "PRAGMA user_version = 7");
    byte[] before = Files.readAllBytes(file);
    assertKind(Kind.CORRUPT, "written by a newer Fathom (version 7", () -> ChatStore.open(file));
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    Path foreign = folder.resolve("foreign.db");
    sql(foreign, "CREATE TABLE notes (text)");
    assertKind(Kind.CORRUPT, "not one of Fathom's chats", () -> ChatStore.open(foreign));
    Path empty = Files.createFile(folder.resolve("empty.db"));
    ChatStore.open(empty).close();
  }

  private static void sql(Path file, String sql) throws Exception {
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void placesWhereNothingCanBeAreToldByKind() throws IOException {
    assertKind(Kind.BROKEN, "this is a folder", () -> ChatStore.open(folder));
    Path plain = Files.writeString(folder.resolve("plain"), "x");
    assertKind(Kind.BROKEN, "plain", () -> ChatStore.open(plain.resolve("chats.db")));
    assertKind(Kind.BROKEN, "/proc", () -> ChatStore.open(Path.of("/proc/fathom/chats.db")));
    assertKind(Kind.CORRUPT, "plain", () -> ChatStore.open(plain));
    assertThat(Files.readString(plain)).isEqualTo("x");
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-x------"));
    assumeThat(Files.isWritable(closed)).as("this user may write everywhere").isFalse();
    assertKind(Kind.BROKEN, "access denied", () -> ChatStore.open(closed.resolve("chats.db")));
  }

  @Test
  void damagedFilesAreToldAndNeverMore() throws IOException {
    try (ChatStore store = ChatStore.open(file)) {
      for (int i = 0; i < 30; i++) {
        String id = store.create(ME, "title " + i, "").summary().id();
        store.add(ME, id, Talks.question("", ("word" + i + " ").repeat(200)));
      }
    }
    byte[] whole = Files.readAllBytes(file);
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int told = 0;
    for (int cut = 0; cut < whole.length; cut += 4_096) {
      told += use(Arrays.copyOf(whole, cut + (random.nextBoolean() ? 0 : 100)));
    }
    for (int i = 0; i < 250; i++) {
      byte[] flipped = whole.clone();
      for (int n = 1 + random.nextInt(1 + i / 10); n > 0; n--) {
        // a quarter of them where the tables are described
        int at = random.nextInt(random.nextInt(4) == 0 ? 4_096 : whole.length);
        flipped[at] = (byte) random.nextInt(256);
      }
      told += use(flipped);
    }
    byte[] noise = new byte[20_000];
    random.nextBytes(noise);
    assertThat(use(noise)).isOne();
    System.arraycopy(whole, 0, noise, 0, 100);
    use(noise);
    System.out.println(told + " of the damages were noticed");
    assertThat(told).isGreaterThan(50);
  }

  /// Opens and uses a damaged file; 1 if it was noticed.
  private int use(byte[] bytes) throws IOException {
    Path damaged = folder.resolve("damaged.db");
    for (String end : List.of("", "-wal", "-shm", ".users")) {
      Files.deleteIfExists(damaged.resolveSibling("damaged.db" + end));
    }
    Files.write(damaged, bytes);
    int told = 0;
    try (ChatStore store = ChatStore.open(damaged)) {
      store.limitPages(10_000);
      for (ThrowingCallable call : uses(store)) {
        told |= tried(call);
      }
    } catch (ChatStoreException e) {
      return 1;
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
    return told;
  }

  private static List<ThrowingCallable> uses(ChatStore store) {
    return List.of(
        () -> store.list(ME, "", "", 100),
        () -> store.list(ME, "word1 titl", "", 100),
        () -> {
          for (String id : store.ids(ME)) {
            store.read(ME, id);
          }
        },
        () -> store.add(ME, store.create(ME, "new", "").summary().id(), Talks.question("", "word")),
        () -> store.delete(ME, store.ids(ME).getFirst()),
        () -> store.deleteAll(ME));
  }

  private static int tried(ThrowingCallable call) {
    try {
      call.call();
      return 0;
    } catch (ChatStoreException e) {
      return 1;
    } catch (java.util.NoSuchElementException e) {
      return 1; // no chats were left to delete
    } catch (Throwable e) {
      throw new AssertionError("not a ChatStoreException", e);
    }
  }
}
