package dev.fathom.kernel.x86;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random code with jumps forth and back and constants behind it, and the same for `as`.
final class RandomProgram {
  private static final int PLACES = 20;

  private final Assembler code;
  private final boolean evex;
  private final Random random;
  private final List<String> lines = new ArrayList<>();
  private final List<String> constants = new ArrayList<>();
  private final Label[] places = new Label[PLACES];

  RandomProgram(boolean evex, Random random, int length) {
    this.evex = evex;
    this.random = random;
    code = evex ? Assembler.avx512() : Assembler.avx();
    for (int i = 0; i < PLACES; i++) {
      places[i] = new Label();
    }
    for (int i = 0; i < length; i++) {
      if (i % (length / PLACES) == 0) {
        code.bind(places[i * PLACES / length]);
        lines.add("L" + i * PLACES / length + ":");
      }
      step();
    }
  }

  List<String> lines() {
    List<String> all = new ArrayList<>(lines);
    all.addAll(constants);
    return all;
  }

  byte[] bytes() {
    return code.finish();
  }

  private void step() {
    int register = random.nextInt(16);
    int place = random.nextInt(PLACES);
    String prefix = evex ? "{evex} " : "{vex} ";
    switch (random.nextInt(6)) {
      case 0 -> {
        code.jmp(places[place]);
        lines.add("{disp32} jmp L" + place);
      }
      case 1 -> {
        code.jump(Condition.NOT_EQUAL, places[place]);
        lines.add("{disp32} jne L" + place);
      }
      case 2 -> {
        code.lea(Gpr.R9, Mem.at(places[place]).plus(3));
        lines.add("lea r9, [rip + L" + place + " + 3]");
      }
      case 3 -> {
        code.vpaddd(Vec.ymm(register), Vec.ymm(2), constant().plus(4));
        lines.add(prefix + "vpaddd ymm" + register + ", ymm2, [rip + " + name() + " + 4]");
      }
      case 4 -> {
        code.vpshufd(Vec.ymm(register), constant(), place);
        lines.add(prefix + "vpshufd ymm" + register + ", [rip + " + name() + "], " + place);
      }
      default -> {
        code.vpshufd(Vec.ymm(register), Vec.ymm(7), place);
        lines.add(prefix + "vpshufd ymm" + register + ", ymm7, " + place);
      }
    }
  }

  /// A constant that no other equals, of one to forty numbers.
  private Mem constant() {
    int[] values = new int[1 + random.nextInt(40)];
    StringBuilder text = new StringBuilder();
    values[0] = constants.size();
    for (int i = 0; i < values.length; i++) {
      values[i] = i == 0 ? constants.size() : random.nextInt();
      text.append(i == 0 ? "" : ", ").append(values[i]);
    }
    constants.add(".balign 64, 0xcc; C%d: .long %s".formatted(constants.size(), text));
    return code.constant(values);
  }

  private String name() {
    return "C" + (constants.size() - 1);
  }
}
