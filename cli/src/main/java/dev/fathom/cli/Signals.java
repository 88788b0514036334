package dev.fathom.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// SIGTERM and Ctrl-C for a server: the first asks it to end, the second hurries it, the third ends
/// the process where it stands.
final class Signals implements AutoCloseable {
  private static final int KILLED = 137;

  private final CountDownLatch first = new CountDownLatch(1);
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicReference<Runnable> hurry = new AtomicReference<>(() -> {});

  Signals() {
    handle("TERM");
    handle("INT");
  }

  /// What the second signal does.
  void secondTime(Runnable other) {
    hurry.set(other);
  }

  /// Waits for the first.
  void await() throws InterruptedException {
    first.await();
  }

  private void arrived() {
    switch (count.incrementAndGet()) {
      case 1 -> first.countDown();
      case 2 -> hurry.get().run();
      default -> Runtime.getRuntime().halt(KILLED);
    }
  }

  /// By reflection, as JLine does: javac warns of `sun.misc` and no option silences it. Where a
  /// signal does not exist, the JVM's own way of ending remains.
  @SuppressWarnings("ReferenceEquality") // that is what equals means for a proxy
  private void handle(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      arrived();
                      yield null;
                    }
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "fathom's handler of signals";
                  });
      Method handle = signal.getMethod("handle", signal, handler);
      handle.invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
    } catch (ReflectiveOperationException | IllegalArgumentException absent) {
      System.getLogger(Signals.class.getName())
          .log(System.Logger.Level.INFO, "no handler for SIG" + name + ": " + absent);
    }
  }

  @Override
  public void close() {
    hurry.set(() -> {});
  }
}
