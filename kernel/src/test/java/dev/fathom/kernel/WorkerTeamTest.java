package dev.fathom.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WorkerTeamTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16})
  void doesEveryItemOnce(int threads) {
    try (WorkerTeam team = new WorkerTeam(threads)) {
      assertThat(team.threads()).isEqualTo(threads);
      for (int count : new int[] {0, 1, 2, 7, 64, 1000}) {
        for (int chunk : new int[] {1, 3, 64, 2000}) {
          AtomicIntegerArray seen = new AtomicIntegerArray(count);
          team.forRange(
              count,
              chunk,
              (from, to) -> {
                assertThat(to - from).isBetween(1, chunk);
                for (int i = from; i < to; i++) {
                  seen.incrementAndGet(i);
                }
              });
          for (int i = 0; i < count; i++) {
            assertThat(seen.get(i)).isEqualTo(1);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 9})
  void showsTheCallerAllResultsOfManyShortCalls(int threads) {
    try (WorkerTeam team = new WorkerTeam(threads)) {
      int[] values = new int[64];
      for (int round = 0; round < 20_000; round++) {
        team.forRange(
            values.length,
            4,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                values[i] += i;
              }
            });
        if (round % 1000 == 0) {
          pause(); // so that workers park between calls, too
        }
      }
      for (int i = 0; i < values.length; i++) {
        assertThat(values[i]).isEqualTo(20_000 * i);
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void usesAllThreads() throws InterruptedException {
    try (WorkerTeam team = new WorkerTeam(3)) {
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      CountDownLatch all = new CountDownLatch(3);
      team.forRange(
          3,
          1,
          (from, to) -> {
            seen.add(Thread.currentThread());
            all.countDown();
            await(all);
          });
      assertThat(seen).hasSize(3).contains(Thread.currentThread());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void throwsWhatAWorkerThrewAndGoesOn(int threads) {
    try (WorkerTeam team = new WorkerTeam(threads)) {
      for (int round = 0; round < 200; round++) {
        int bad = round % 50;
        assertThatThrownBy(
                () ->
                    team.forRange(
                        50,
                        1,
                        (from, to) -> {
                          if (from == bad) {
                            throw new ArithmeticException("item " + bad);
                          }
                        }))
            .isInstanceOf(ArithmeticException.class)
            .hasMessage("item " + bad);
      }
      assertThatThrownBy(
              () ->
                  team.forRange(
                      50,
                      1,
                      (from, to) -> {
                        throw new StackOverflowError();
                      }))
          .isInstanceOf(StackOverflowError.class);
      AtomicInteger sum = new AtomicInteger();
      team.forRange(10, 1, (from, to) -> sum.addAndGet(from));
      assertThat(sum.get()).isEqualTo(45);
    }
  }

  @Test
  void runsNestedCallsOnTheirCaller() {
    try (WorkerTeam team = new WorkerTeam(2)) {
      int[] sums = new int[20];
      team.forRange(
          20,
          1,
          (from, to) -> {
            Thread outer = Thread.currentThread();
            team.forRange(
                100,
                7,
                (first, last) -> {
                  assertThat(Thread.currentThread()).isSameAs(outer);
                  sums[from] += last - first;
                });
          });
      assertThat(Arrays.stream(sums)).allMatch(sum -> sum == 100);
    }
  }

  @Test
  void servesSeveralCallersAtOnce() throws InterruptedException {
    try (WorkerTeam team = new WorkerTeam(2)) {
      AtomicInteger items = new AtomicInteger();
      Thread[] callers = new Thread[4];
      for (int i = 0; i < callers.length; i++) {
        callers[i] =
            new Thread(
                () -> {
                  for (int round = 0; round < 1000; round++) {
                    team.forRange(10, 1, (from, to) -> items.addAndGet(to - from));
                  }
                });
        callers[i].start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(items.get()).isEqualTo(4 * 1000 * 10);
    }
  }

  @Test
  void countsUpToTheLargestInt() {
    try (WorkerTeam team = new WorkerTeam(2)) {
      int chunk = 1 << 30;
      AtomicInteger last = new AtomicInteger();
      team.forRange(Integer.MAX_VALUE, chunk, (from, to) -> last.accumulateAndGet(to, Math::max));
      assertThat(last.get()).isEqualTo(Integer.MAX_VALUE);
    }
  }

  @Test
  void endsItsThreads() throws InterruptedException {
    WorkerTeam team = new WorkerTeam(3);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(3);
    team.forRange(
        3,
        1,
        (from, to) -> {
          seen.add(Thread.currentThread());
          all.countDown();
          await(all);
        });
    team.close();
    seen.remove(Thread.currentThread());
    assertThat(seen).hasSize(2).noneMatch(Thread::isAlive).allMatch(Thread::isDaemon);
    assertThatThrownBy(() -> team.forRange(1, 1, (from, to) -> {}))
        .hasMessage("the worker team is closed");
  }

  @Test
  void takesAllCoresForZero() {
    try (WorkerTeam team = new WorkerTeam(0)) {
      assertThat(team.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }
  }

  @Test
  void refusesChunksOfNothing() {
    try (WorkerTeam team = new WorkerTeam(1)) {
      assertThatThrownBy(() -> team.forRange(4, 0, (from, to) -> {}))
          .hasMessage("got 4 items in chunks of 0");
    }
  }

  /// An idle engine must cost nothing: workers park soon after their last work.
  @Test
  void parksWhenIdle() throws InterruptedException {
    try (WorkerTeam team = new WorkerTeam(2)) {
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      CountDownLatch all = new CountDownLatch(2);
      team.forRange(
          2,
          1,
          (from, to) -> {
            seen.add(Thread.currentThread());
            all.countDown();
            await(all);
          });
      seen.remove(Thread.currentThread());
      Thread worker = seen.iterator().next();
      Thread.sleep(100);
      assertThat(worker.getState()).isEqualTo(Thread.State.WAITING);
    }
  }
}
