package dev.fathom.chats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.chats.ChatMessage.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many threads, several processes, and processes that are killed.
class CrowdTest {
  private static final String ME = "me";

  @TempDir Path folder;

  @Test
  void manyThreadsAndTwoStoresLoseNothing() throws Exception {
    Path file = folder.resolve("chats.db");
    try (ChatStore one = ChatStore.open(file);
        ChatStore two = ChatStore.open(file);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int t = 0; t < 12; t++) {
        ChatStore store = t % 2 == 0 ? one : two;
        String owner = "owner" + t % 3;
        all.add(threads.submit(talk(store, owner)));
      }
      int messages = 0;
      for (Future<Integer> answers : all) {
        messages += answers.get();
      }
      int read = 0;
      for (String owner : List.of("owner0", "owner1", "owner2")) {
        for (String id : two.ids(owner)) {
          read += one.read(owner, id).messages().size();
        }
      }
      assertThat(read).isEqualTo(messages).isEqualTo(12 * 8);
    }
    assertThat(IndexCheck.agrees(file)).isTrue();
  }

  private static Callable<Integer> talk(ChatStore store, String owner) {
    return () -> {
      String id = store.create(owner, "", "").summary().id();
      String parent = "";
      for (int i = 0; i < 4; i++) {
        parent = store.add(owner, id, Talks.question(parent, "question " + i)).id();
        ChatMessage answer = store.add(owner, id, Talks.answer(parent, "", State.RUNNING));
        store.update(owner, id, Talks.with(answer, "answer " + i, State.DONE));
        store.list(owner, "ans", "", 10);
      }
      return store.read(owner, id).messages().size();
    };
  }

  @Test
  void answersOfAProcessThatStillRunsAreNotInterrupted() throws Exception {
    Path file = folder.resolve("chats.db");
    Process child = child(file, "wait");
    try (BufferedReader out = child.inputReader()) {
      assertThat(out.readLine()).isEqualTo("running");
      assertThat(state(file)).isEqualTo(State.RUNNING);
      kill(child);
      assertThat(state(file)).isEqualTo(State.INTERRUPTED);
      try (ChatStore store = ChatStore.open(file)) {
        assertThat(Talks.titles(store, ME, "begun")).hasSize(1);
      }
    } finally {
      child.destroyForcibly();
    }
    assertThat(IndexCheck.agrees(file)).isTrue();
  }

  private static State state(Path file) {
    try (ChatStore store = ChatStore.open(file)) {
      return store.read(ME, store.ids(ME).getFirst()).messages().getLast().state();
    }
  }

  @Test
  void killedInTheMiddleOfWritingItLosesAtMostTheLastGrowth() throws Exception {
    Path file = folder.resolve("chats.db");
    ChatStore.open(file).close();
    int grown = 0;
    for (int kill = 0; kill < 30; kill++) {
      Process child = child(file, "write");
      try (BufferedReader out = child.inputReader()) {
        String chat = out.readLine();
        int told = 0;
        for (int line = 0; line <= kill % 10 * 3; line++) {
          told = Integer.parseInt(out.readLine());
        }
        kill(child);
        // what it said before it was killed
        String last = out.readLine();
        while (last != null && !last.isEmpty()) {
          told = last.length() >= 4 ? Integer.parseInt(last) : told;
          last = out.readLine();
        }
        grown += told - 1_000;
        assertWhole(file, chat, told - 1_000);
      } finally {
        child.destroyForcibly();
      }
    }
    System.out.println("30 kills, " + grown + " growths told before them");
    assertThat(IndexCheck.agrees(file)).isTrue();
  }

  private static void assertWhole(Path file, String id, int growths) {
    try (ChatStore store = ChatStore.open(file)) {
      ChatMessage answer = store.read(ME, id).messages().getLast();
      assertThat(answer.state()).isEqualTo(State.INTERRUPTED);
      assertThat(answer.content().length() / 10).isBetween(growths, growths + 1);
    }
  }

  /// Through its handle: the process itself would close what is still to be read.
  private static void kill(Process child) throws InterruptedException {
    child.toHandle().destroyForcibly();
    child.waitFor();
  }

  private static Process child(Path file, String what) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            file.toString(),
            what)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /// What a child process does until it is killed.
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws InterruptedException {
      try (ChatStore store = ChatStore.open(Path.of(arguments[0]))) {
        String id = store.create(ME, "", "").summary().id();
        ChatMessage question = store.add(ME, id, Talks.question("", "question"));
        ChatMessage answer = store.add(ME, id, Talks.answer(question.id(), "", State.RUNNING));
        if (arguments[1].equals("wait")) {
          store.update(ME, id, Talks.with(answer, "begun", State.RUNNING));
          System.out.println("running");
          Thread.sleep(60_000);
        }
        System.out.println(id);
        StringBuilder text = new StringBuilder();
        for (int growth = 1; growth < 8_000; growth++) {
          text.append("ten chars ");
          store.update(ME, id, Talks.with(answer, text.toString(), State.RUNNING));
          System.out.println(1_000 + growth);
        }
      }
    }
  }
}
