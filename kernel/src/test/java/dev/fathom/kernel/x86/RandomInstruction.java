package dev.fathom.kernel.x86;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// An instruction of {@link Assembler} with random operands, and the line that makes `as` encode
/// the same.
///
/// @param line Intel syntax; `1b` is the instruction's own address
/// @param mask under which it is written; K0 for none
record RandomInstruction(
    String line, Method method, List<Object> operands, boolean evex, Mask mask, boolean zeroing) {

  /// Names that AVX has for the same.
  private static final Map<String, String> AVX_NAMES =
      Map.ofEntries(
          Map.entry("vmovdqu32", "vmovdqu"),
          Map.entry("vbroadcasti32x4", "vbroadcasti128"),
          Map.entry("vinserti32x4", "vinserti128"),
          Map.entry("vextracti32x4", "vextracti128"),
          Map.entry("vpandd", "vpand"),
          Map.entry("vpandnd", "vpandn"),
          Map.entry("vpord", "vpor"),
          Map.entry("vpxord", "vpxor"),
          Map.entry("vrndscaleps", "vroundps"));

  /// General instructions with an immediate of 32 bits.
  private static final Set<String> ARITHMETIC =
      Set.of("add", "or", "and", "sub", "xor", "cmp", "imul");

  /// Instructions on the lowest element, whose registers have 128 bits.
  private static final Set<String> SCALAR = Set.of("vmovd", "vmovq", "vmovss");

  private static final List<Gpr> REGISTERS = List.of(Gpr.values());
  private static final List<Mask> MASKS = List.of(Mask.values());

  private static final List<String> CONDITIONS =
      List.of(
          "BELOW", "NOT_BELOW", "EQUAL", "NOT_EQUAL", "LESS", "NOT_LESS", "NOT_GREATER", "GREATER");
  private static final List<String> JUMPS = List.of("b", "ae", "e", "ne", "l", "ge", "le", "g");
  private static final String[] LOWER_HALVES = {
    "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"
  };

  /// All methods that write an instruction, in the order of their keys.
  static List<Method> methods() {
    return Arrays.stream(Assembler.class.getMethods())
        .filter(method -> GeneralInstructions.class.isAssignableFrom(method.getDeclaringClass()))
        .filter(method -> method.getReturnType() == void.class && !method.getName().equals("bind"))
        .sorted(Comparator.comparing(RandomInstruction::key))
        .toList();
  }

  /// A method's name and the types of its operands.
  static String key(Method method) {
    StringBuilder key = new StringBuilder(method.getName());
    for (Class<?> type : method.getParameterTypes()) {
      key.append(' ').append(type.getSimpleName());
    }
    return key.toString();
  }

  static RandomInstruction of(Method method, boolean evex, Random random) {
    return new Draft(method, evex, random).finish();
  }

  /// The bytes in hexadecimal digits, or {@link GnuAssembler#REFUSED}.
  String encode() {
    Assembler assembler = evex ? Assembler.avx512() : Assembler.avx();
    try {
      write(assembler);
    } catch (IllegalStateException e) {
      return GnuAssembler.REFUSED;
    }
    return HexFormat.of().formatHex(assembler.finish());
  }

  void write(Assembler assembler) {
    if (mask != Mask.K0) {
      Assembler same = zeroing ? assembler.whereElseZero(mask) : assembler.where(mask);
      assert same == assembler;
    }
    try {
      method.invoke(assembler, operands.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(line, e);
    } catch (IllegalAccessException e) {
      throw new LinkageError(line, e);
    }
  }

  /// Operands drawn one after the other, with their text.
  private static final class Draft {
    private final Method method;
    private final String name;
    private final boolean evex;
    private final Random random;
    private final boolean vector;
    private final int bits;
    private final int lastVector;
    private final List<Object> operands = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    Draft(Method method, boolean evex, Random random) {
      this.method = method;
      this.name = method.getName();
      this.evex = evex;
      this.random = random;
      vector = name.startsWith("v") && !name.equals("vzeroupper");
      bits = 128 << random.nextInt(evex || rarely() ? 3 : 2);
      int last = 0;
      for (int i = 0; i < method.getParameterCount(); i++) {
        Class<?> type = method.getParameterTypes()[i];
        last = Operand.class.isAssignableFrom(type) ? i : last;
      }
      lastVector = last;
    }

    private boolean rarely() {
      return random.nextInt(16) == 0;
    }

    RandomInstruction finish() {
      for (Class<?> type : method.getParameterTypes()) {
        add(type);
      }
      Mask mask = Mask.K0;
      boolean zeroing = random.nextBoolean();
      if (vector && (evex ? random.nextBoolean() : rarely())) {
        mask = MASKS.get(1 + random.nextInt(7));
        texts.set(0, texts.get(0) + "{k" + mask.number() + "}" + (zeroing ? "{z}" : ""));
      }
      if (name.equals("vcvtps2ph")) {
        texts.add("0");
      }
      String line = mnemonic() + " " + String.join(", ", texts);
      return new RandomInstruction(line.strip(), method, operands, evex, mask, zeroing);
    }

    private String mnemonic() {
      if (vector) {
        return evex ? "{evex} " + name : "{vex} {load} " + AVX_NAMES.getOrDefault(name, name);
      }
      return switch (name) {
        case "movl" -> "mov";
        case "jmp" -> "{disp32} jmp";
        case "jump" -> "{disp32} j" + texts.removeFirst();
        case "mov" -> operands.getLast() instanceof Long value ? moveOf(value) : "mov";
        default -> name;
      };
    }

    /// The form of a constant's move that {@link GeneralInstructions#mov(Gpr, long)} promises.
    private String moveOf(long value) {
      if (value >>> 32 == 0) {
        texts.set(0, text((Gpr) operands.getFirst(), true));
      }
      return value >>> 32 == 0 || value == (int) value ? "mov" : "movabs";
    }

    private void add(Class<?> type) {
      if (type == Operand.class) {
        add(random.nextBoolean() ? Vec.class : Mem.class);
      } else if (type == Vec.class) {
        register();
      } else if (type == Mem.class) {
        memory();
      } else if (type == Gpr.class) {
        Gpr register = REGISTERS.get(random.nextInt(16));
        boolean half = vector || name.startsWith("k") || name.equals("movl");
        add(register, text(register, half));
      } else if (type == Mask.class) {
        Mask mask = MASKS.get(random.nextInt(8));
        add(mask, "k" + mask.number());
      } else if (type == Condition.class) {
        int condition = random.nextInt(JUMPS.size());
        add(Condition.valueOf(CONDITIONS.get(condition)), JUMPS.get(condition));
      } else if (type == Label.class) {
        label();
      } else {
        number(type);
      }
    }

    private void add(Object operand, String text) {
      operands.add(operand);
      texts.add(text);
    }

    private static String text(Gpr register, boolean half) {
      if (register.number() < 8) {
        return half ? LOWER_HALVES[register.number()] : register.name().toLowerCase(Locale.ROOT);
      }
      return register.name().toLowerCase(Locale.ROOT) + (half ? "d" : "");
    }

    private void number(Class<?> type) {
      if (type == long.class) {
        long value = random.nextLong() >> random.nextInt(64);
        add(value, Long.toString(value));
      } else if (ARITHMETIC.contains(name)) {
        int value = random.nextInt() >> random.nextInt(32);
        add(value, Integer.toString(value));
      } else {
        int value = random.nextInt(name.startsWith("sh") ? 64 : 256) >> random.nextInt(8);
        add(value, Integer.toString(value));
      }
    }

    private void label() {
      Label label = new Label();
      label.position = random.nextBoolean() ? 0 : 64;
      add(label, "1b + " + label.position);
    }

    private void register() {
      int number = random.nextInt(evex || rarely() ? 32 : 16);
      if (SCALAR.contains(name)) {
        add(new Vec(number, bits), Vec.xmm(number).toString());
      } else {
        Vec register = new Vec(number, Math.max(128, width(operands.size())));
        add(register, register.toString());
      }
    }

    /// Bits of the register that is operand `at`.
    private int width(int at) {
      boolean first = at == 0;
      boolean last = !first && at == lastVector;
      return switch (name) {
        case "vpmovzxbd", "vpmovsxbd" -> last ? bits / 4 : bits;
        case "vpmovzxbw", "vpmovsxbw", "vpmovzxwd", "vpmovsxwd", "vcvtph2ps" ->
            last ? bits / 2 : bits;
        case "vpmovdb", "vpmovsdb" -> first ? bits / 4 : bits;
        case "vpmovdw", "vcvtps2ph" -> first ? bits / 2 : bits;
        case "vbroadcastss", "vpbroadcastd", "vpbroadcastw", "vpbroadcastb", "vinserti32x4" ->
            last ? 128 : bits;
        case "vinserti64x4" -> last ? 256 : bits;
        case "vextracti32x4" -> first ? 128 : bits;
        case "vextracti64x4" -> first ? 256 : bits;
        default -> bits;
      };
    }

    private void memory() {
      Mem memory = random.nextInt(6) == 0 ? relative() : based();
      boolean broadcast = vector && (evex ? random.nextInt(4) == 0 : rarely());
      if (broadcast) {
        memory = memory.repeated();
      }
      String repeat = "{1to" + bits / (name.endsWith("qdq") ? 64 : 32) + "}";
      String size = name.equals("movsxd") ? "dword ptr " : "";
      add(memory, size + text(memory) + (broadcast ? repeat : ""));
    }

    private Mem relative() {
      Label label = new Label();
      label.position = 64;
      return random.nextBoolean() ? Mem.at(label) : Mem.at(label).plus(displacement());
    }

    private Mem based() {
      Gpr base = REGISTERS.get(random.nextInt(16));
      Gpr index = REGISTERS.get(random.nextInt(16));
      if (index == Gpr.RSP || random.nextBoolean()) {
        return Mem.at(base, displacement());
      }
      return Mem.at(base, index, 1 << random.nextInt(4), displacement());
    }

    private int displacement() {
      return switch (random.nextInt(5)) {
        case 0 -> 0;
        case 1 -> (random.nextInt(270) - 135) << random.nextInt(7);
        case 2 -> 2 * random.nextInt(200) - 199;
        case 3 -> 64 * (random.nextInt(270) - 135);
        default -> random.nextInt() >> 1;
      };
    }

    private static String text(Mem memory) {
      String offset = memory.displacement() == 0 ? "" : "%+d".formatted(memory.displacement());
      if (memory.label() != null) {
        return "[rip + 1b + 64" + offset + "]";
      }
      String base = String.valueOf(memory.base()).toLowerCase(Locale.ROOT);
      String index =
          memory.index() == null
              ? ""
              : " + " + memory.index().name().toLowerCase(Locale.ROOT) + "*" + memory.scale();
      return "[" + base + index + offset + "]";
    }
  }
}
