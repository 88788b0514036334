package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.tensor.ElementType;
import dev.fathom.testing.HashedModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is to be forgotten leaves neither pages nor files.
@Timeout(60)
class ForgettingTest {
  private static final String PROMPT = "what nobody else should know ".repeat(40);

  @TempDir private Path folder;

  private HashedModel model() {
    EngineOptions options =
        new EngineOptions(
            1 << 14,
            ElementType.F16,
            256,
            EngineOptions.Sequences.DEFAULTS,
            new EngineOptions.Prefixes(folder, 1 << 26),
            0);
    return new HashedModel(options, 2);
  }

  private static GenerationRequest request(HashedModel model, String tenant, int tokens) {
    int[] prompt = model.tokenizer().encode(HashedModel.prompt(PROMPT), false);
    return GenerationRequest.greedy(prompt, tokens).with(Terms.NONE.withTenant(tenant));
  }

  private static Usage run(HashedModel model, String tenant) {
    try (Generation generation = model.engine().submit(request(model, tenant, 8))) {
      for (GenerationEvent event : generation) {
        if (event instanceof GenerationEvent.Finished(FinishReason _, Usage told)) {
          return told;
        }
      }
    }
    throw new AssertionError("it never finished");
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private void await(int count) throws Exception {
    for (int i = 0; i < 500 && files().size() != count; i++) {
      Thread.sleep(10);
    }
    assertThat(files()).hasSize(count);
  }

  @Test
  void pagesAndFilesOfATenantAreGoneAndThoseOfOthersStay() throws Exception {
    try (HashedModel model = model()) {
      run(model, "a");
      run(model, "b");
      int each = 1176 / (PrefixStore.PAGES * KvCache.PAGE_TOKENS);
      await(2 * each);
      assertThat(run(model, "a").cachedTokens()).isPositive();
      int kept = model.engine().load().cachedPages();
      model.engine().forget("a");
      assertThat(files()).hasSize(each);
      assertThat(model.engine().load().cachedPages()).isEqualTo(kept / 2);
      assertThat(model.engine().freePages()).isEqualTo(model.engine().pages());
      assertThat(run(model, "b").cachedTokens()).isPositive();
      assertThat(run(model, "a").cachedTokens()).isZero();
    }
  }

  @Test
  void thePagesThemselvesAreOverwritten() {
    try (HashedModel model = model()) {
      run(model, "a");
      assertThat(written(model)).isPositive();
      model.engine().forget("a");
      assertThat(written(model)).isZero();
    }
  }

  /// Pages that hold anything but zeros.
  private static int written(HashedModel model) {
    int count = 0;
    int bytes = Math.toIntExact(model.forward().pageBytes());
    for (int page = 0; page < model.engine().pages(); page++) {
      ByteBuffer content = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
      model.forward().readPage(page, java.lang.foreign.MemorySegment.ofBuffer(content));
      byte[] all = content.array();
      count += Arrays.equals(all, new byte[bytes]) ? 0 : 1;
    }
    return count;
  }

  @Test
  void whatRunsGoesOnToItsEndAndLeavesNothing() throws Exception {
    try (HashedModel model = model()) {
      String text = HashedModel.prompt(PROMPT);
      List<Generation> running = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        running.add(model.engine().submit(request(model, "a", 2000)));
      }
      for (Generation generation : running) {
        assertThat(generation.next()).isInstanceOf(GenerationEvent.Answer.class);
      }
      model.engine().forget("a");
      for (Generation generation : running) {
        StringBuilder answer = new StringBuilder();
        for (GenerationEvent event : generation) {
          if (event instanceof GenerationEvent.Answer(String more)) {
            answer.append(more);
          }
        }
        assertThat(model.answer(text, 2000)).endsWith(answer.toString());
      }
      for (int i = 0; i < 200 && model.engine().load().usedPages() > 0; i++) {
        Thread.sleep(5);
      }
      assertThat(model.engine().load().cachedPages()).isZero();
      assertThat(written(model)).isZero();
      assertThat(files()).isEmpty();
      assertThat(run(model, "a").cachedTokens()).isZero();
    }
  }

  @Test
  void filesOfAModelThatIsNotLoadedAreDeletedToo() throws Exception {
    try (HashedModel model = model()) {
      run(model, "a");
      run(model, "b");
    }
    int all = files().size();
    Files.writeString(folder.resolve("short.kv"), "nothing of ours");
    Engine.forget(folder, "a");
    assertThat(files()).hasSize(all / 2 + 1);
    Engine.forget(folder.resolve("absent"), "a");
  }
}
