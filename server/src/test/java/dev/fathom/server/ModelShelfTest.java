package dev.fathom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.engine.Fathom;
import dev.fathom.engine.FathomOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Models that come when asked for and go when idle.
class ModelShelfTest {
  private static final FathomOptions OPTIONS = FathomOptions.DEFAULTS.withThreads(1);
  private final AtomicInteger opened = new AtomicInteger();

  private Fathom open() {
    opened.incrementAndGet();
    return Fathom.embedded(OPTIONS);
  }

  private ModelShelf shelf(Duration idle) {
    Map<String, Supplier<Fathom>> openers = new LinkedHashMap<>();
    openers.put("a", this::open);
    openers.put("b", this::open);
    return new ModelShelf(openers, idle);
  }

  @Test
  void loadsOnceForAllWhoAskAtOnce() throws Exception {
    try (ModelShelf shelf = shelf(Duration.ZERO);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(shelf.entries()).noneMatch(Models.Entry::loaded);
      List<Future<String>> ids = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        ids.add(
            callers.submit(
                () -> {
                  try (Models.Lease lease = shelf.lease(null)) {
                    return lease.model().id();
                  }
                }));
      }
      for (Future<String> id : ids) {
        assertThat(id.get()).isEqualTo("a");
      }
      assertThat(opened).hasValue(1);
      assertThatThrownBy(() -> shelf.lease("c"))
          .isInstanceOfSatisfying(
              ApiException.class, refused -> assertThat(refused.status()).isEqualTo(404));
    }
  }

  @Test
  void closesWhatIsIdleAndNeverWhatIsUsed() throws Exception {
    try (ModelShelf shelf = shelf(Duration.ofMillis(100));
        Models.Lease used = shelf.lease("a")) {
      shelf.lease("b").close();
      Thread.sleep(2500);
      assertThat(shelf.entries().get(0).loaded()).isTrue();
      assertThat(shelf.entries().get(1).loaded()).isFalse();
      assertThat(used.model().engine().load().running()).isZero();
      shelf.lease("b").close();
      assertThat(opened).hasValue(3);
    }
  }

  @Test
  void makesRoomByClosingWhatNobodyUses() throws Exception {
    AtomicBoolean full = new AtomicBoolean(true);
    Map<String, Supplier<Fathom>> openers = new LinkedHashMap<>();
    openers.put("a", this::open);
    openers.put(
        "large",
        () -> {
          if (full.getAndSet(false)) {
            throw new IllegalArgumentException("it needs 9 bytes of memory, but 8 are available");
          }
          return open();
        });
    try (ModelShelf shelf = new ModelShelf(openers, Duration.ZERO)) {
      shelf.lease("a").close();
      shelf.lease("large").close();
      assertThat(shelf.entries().get(0).loaded()).isFalse();
      assertThat(shelf.entries().get(1).loaded()).isTrue();
    }
  }

  @Test
  void saysThatAModelCannotBeLoadedAndRestsBeforeTryingAgain() {
    Supplier<Fathom> broken =
        () -> {
          opened.incrementAndGet();
          throw new IllegalArgumentException("/secret/path: it is broken");
        };
    try (ModelShelf shelf = new ModelShelf(Map.of("x", broken), Duration.ZERO)) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> shelf.lease("x"))
            .isInstanceOfSatisfying(
                ApiException.class,
                refused -> {
                  assertThat(refused.status()).isEqualTo(503);
                  assertThat(refused.line()).doesNotContain("secret");
                });
      }
      assertThat(opened).hasValue(2);
    }
  }
}
