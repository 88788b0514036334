package dev.fathom.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class SharesTest {
  @Test
  void ownersTakeTheirItemsInOrder() {
    Shares shares = new Shares(7, 2);
    List<Integer> first = new ArrayList<>();
    for (int item = shares.takeFront(0); item >= 0; item = shares.takeFront(0)) {
      first.add(item);
    }
    assertThat(first).containsExactly(0, 1, 2);
    assertThat(shares.takeFront(1)).isEqualTo(3);
    assertThat(shares.takeFront(0)).isEqualTo(-1);
  }

  @Test
  void othersTakeFromTheBackOnlyWhereEnoughIsLeft() {
    Shares shares = new Shares(4, 1);
    assertThat(shares.takeBack(0, 2)).isEqualTo(3);
    assertThat(shares.takeBack(0, 2)).isEqualTo(2);
    assertThat(shares.takeFront(0)).isZero();
    assertThat(shares.takeBack(0, 2)).isEqualTo(-1);
    assertThat(shares.takeBack(0, 1)).isEqualTo(1);
    assertThat(shares.takeBack(0, 1)).isEqualTo(-1);
    assertThat(shares.takeFront(0)).isEqualTo(-1);
  }

  @Test
  void everyItemIsTakenOnceByManyThreads() throws InterruptedException {
    int count = 20_000;
    Shares shares = new Shares(count, 4);
    AtomicIntegerArray taken = new AtomicIntegerArray(count);
    List<Thread> threads = new ArrayList<>();
    for (int share = 0; share < 4; share++) {
      int own = share;
      threads.add(Thread.ofPlatform().start(() -> takeAll(shares, own, taken)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int item = 0; item < count; item++) {
      assertThat(taken.get(item)).as("item %d", item).isEqualTo(1);
    }
  }

  private static void takeAll(Shares shares, int own, AtomicIntegerArray taken) {
    for (int item = shares.takeFront(own); item >= 0; item = shares.takeFront(own)) {
      taken.incrementAndGet(item);
    }
    for (int i = 1; i < shares.count(); i++) {
      int other = (own + i) % shares.count();
      for (int item = shares.takeBack(other, 1); item >= 0; item = shares.takeBack(other, 1)) {
        taken.incrementAndGet(item);
      }
    }
  }
}
