package dev.fathom.plan;

import java.util.SplittableRandom;

/// A fleet in time, from one change to the next: a request comes, a prompt is done, an answer ends,
/// a unit fails or works again. Who is least loaded gets the next request. The same setup gives the
/// same result.
public final class Simulation {
  private static final double DOWN = 1e12; // a load beyond any other

  private final SimSetup setup;
  private final RequestLog log;
  private final SimUnit[] units;
  private final IndexHeap changes;
  private final IndexHeap prefillLoad;
  private final IndexHeap decodeLoad;
  private final double[] repairs;
  private final double[] failures;
  private final SplittableRandom random;
  private int open;
  private int restarts;
  private int failed;
  private double now;

  private Simulation(SimSetup setup) {
    this.setup = setup;
    log = setup.arrivals().log();
    int count = setup.prefillUnits() + setup.decodeUnits();
    units = new SimUnit[count];
    for (int i = 0; i < count; i++) {
      Roofline shape = i < setup.prefillUnits() ? setup.fleet().prefill() : setup.fleet().decode();
      units[i] = new SimUnit(shape, log, i < setup.prefillUnits() ? 0 : setup.mostPerUnit());
    }
    changes = new IndexHeap(count);
    prefillLoad = new IndexHeap(setup.isMixed() ? count : setup.prefillUnits());
    decodeLoad = new IndexHeap(setup.decodeUnits());
    repairs = new double[count];
    failures = new double[count];
    random = new SplittableRandom(setup.arrivals().seed() + 1);
    requireRoom();
    for (int i = 0; i < count; i++) {
      failures[i] = nextFailure(i);
      schedule(i);
    }
  }

  private void requireRoom() {
    double room = units[units.length - 1].room();
    for (int i = 0; i < log.size(); i++) {
      double whole = (double) log.prompt[i] + log.output[i];
      if (whole > room) {
        throw new IllegalArgumentException(
            "request %,d has %,.0f tokens, but a unit that generates keeps %,.0f; take larger units or shorter requests"
                .formatted(i + 1, whole, room));
      }
    }
  }

  /// Simulates until the last answer has ended.
  public static SimResult run(SimSetup setup) {
    Simulation simulation = new Simulation(setup);
    simulation.loop();
    return simulation.result();
  }

  private void loop() {
    int next = 0;
    open = log.size();
    while (open > 0) {
      double arrival = next < log.size() ? log.arrival[next] : Double.POSITIVE_INFINITY;
      if (arrival <= changes.firstKey()) {
        now = arrival;
        toPrefill(next++);
      } else if (changes.firstKey() < Double.POSITIVE_INFINITY) {
        now = changes.firstKey();
        change(changes.first());
      } else {
        throw new IllegalStateException("the simulated fleet stands still: " + open + " left");
      }
    }
    for (SimUnit unit : units) {
      unit.advance(now);
    }
  }

  private void change(int index) {
    SimUnit unit = units[index];
    unit.advance(now);
    if (unit.isDown() && now >= repairs[index]) {
      unit.repair();
      failures[index] = nextFailure(index);
    } else if (!unit.isDown() && now >= failures[index]) {
      fail(index);
    }
    finish(unit);
    schedule(index);
  }

  private void finish(SimUnit unit) {
    for (int request = unit.finishSequence(); request >= 0; request = unit.finishSequence()) {
      end(request);
    }
    for (int request = unit.finishPrompt(); request >= 0; request = unit.finishPrompt()) {
      if (Double.isNaN(log.first[request])) {
        log.first[request] = now;
      }
      if (log.output[request] == 1) {
        end(request);
      } else {
        toDecode(request);
      }
    }
  }

  private void end(int request) {
    log.end[request] = now;
    open--;
  }

  private void toPrefill(int request) {
    int index = prefillLoad.first();
    units[index].advance(now);
    units[index].addPrompt(request);
    schedule(index);
  }

  private void toDecode(int request) {
    int index = setup.prefillUnits() + decodeLoad.first();
    units[index].advance(now);
    units[index].addSequence(request);
    schedule(index);
  }

  private void fail(int index) {
    SimUnit unit = units[index];
    failed++;
    repairs[index] = now + setup.failing().repair().seconds();
    IntQueue lost = new IntQueue();
    unit.fail(repairs[index], lost::add);
    schedule(index);
    while (lost.size() > 0) {
      restarts++;
      toPrefill(lost.remove());
    }
  }

  private double nextFailure(int index) {
    double hours = setup.failing().between();
    if (hours == Double.POSITIVE_INFINITY) {
      return hours;
    }
    boolean prefill = index < setup.prefillUnits();
    int nodes = prefill ? setup.fleet().prefillNodes() : setup.fleet().decodeNodes();
    return now + random.nextExponential() * Span.ofHours(hours).seconds() / nodes;
  }

  private void schedule(int index) {
    SimUnit unit = units[index];
    double next = unit.isDown() ? repairs[index] : Math.min(unit.next(), failures[index]);
    // a change that is due is due now: rounding must not turn time back
    changes.set(index, Math.max(next, now));
    double load = unit.load() + (unit.isDown() ? DOWN : 0);
    if (setup.isMixed() || index < setup.prefillUnits()) {
      prefillLoad.set(index, load);
    }
    if (index >= setup.prefillUnits()) {
      decodeLoad.set(index - setup.prefillUnits(), load);
    }
  }

  private SimResult result() {
    SimResult.Times times = SimResult.Times.of(units, 0, setup.prefillUnits());
    SimResult.Times decode = SimResult.Times.of(units, setup.prefillUnits(), units.length);
    return new SimResult(setup, new Span(now), times, decode, Latencies.of(log), restarts, failed);
  }
}
