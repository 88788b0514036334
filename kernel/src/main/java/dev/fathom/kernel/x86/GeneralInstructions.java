package dev.fathom.kernel.x86;

/// What an {@link Assembler} writes besides vector instructions: labels, constants, and the
/// instructions of the general registers. Labels may be jumped to before they are bound; constants
/// lie behind the code.
public abstract sealed class GeneralInstructions permits Assembler {
  final Encoder code;

  GeneralInstructions(Encoder code) {
    this.code = code;
  }

  /// The finished code, position independent.
  public byte[] finish() {
    return code.finish();
  }

  /// `label` is here.
  public void bind(Label label) {
    code.bind(label);
  }

  /// A label bound here.
  public Label here() {
    Label label = new Label();
    bind(label);
    return label;
  }

  /// Memory behind the code that holds `bytes`, at a multiple of 64 bytes.
  public Mem constant(byte... bytes) {
    return Mem.at(code.constant(bytes));
  }

  /// As {@link #constant(byte...)}, four bytes an element.
  public Mem constant(int... values) {
    byte[] bytes = new byte[4 * values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i / 4] >> (8 * (i % 4)));
    }
    return constant(bytes);
  }

  // general registers, 64 bits unless the name says otherwise

  public void mov(Gpr to, Gpr from) {
    code.legacy(true, from.number(), to.number(), 0x89);
  }

  public void mov(Gpr to, Mem from) {
    code.legacy(true, to.number(), from, 0x8B);
  }

  public void mov(Mem to, Gpr from) {
    code.legacy(true, from.number(), to, 0x89);
  }

  /// The shortest form that gives `value`.
  public void mov(Gpr to, long value) {
    if (value >= 0 && value <= 0xFFFF_FFFFL) {
      code.opcodeWithRegister(false, to.number(), 0xB8);
      code.emit32((int) value);
    } else if (value == (int) value) {
      code.legacy(true, 0, to.number(), 0xC7);
      code.emit32((int) value);
    } else {
      code.opcodeWithRegister(true, to.number(), 0xB8);
      code.emit64(value);
    }
  }

  /// 32 bits; the upper half of `to` becomes zero.
  public void movl(Gpr to, Mem from) {
    code.legacy(false, to.number(), from, 0x8B);
  }

  public void movl(Mem to, Gpr from) {
    code.legacy(false, from.number(), to, 0x89);
  }

  /// 32 bits with their sign.
  public void movsxd(Gpr to, Mem from) {
    code.legacy(true, to.number(), from, 0x63);
  }

  public void lea(Gpr to, Mem address) {
    code.legacy(true, to.number(), address, 0x8D);
  }

  public void add(Gpr to, Gpr from) {
    code.legacy(true, from.number(), to.number(), 0x1);
  }

  public void add(Gpr to, Mem from) {
    code.legacy(true, to.number(), from, 0x03);
  }

  public void add(Gpr to, int value) {
    immediate(0, to, value);
  }

  public void or(Gpr to, Gpr from) {
    code.legacy(true, from.number(), to.number(), 0x9);
  }

  public void or(Gpr to, Mem from) {
    code.legacy(true, to.number(), from, 0x0B);
  }

  public void or(Gpr to, int value) {
    immediate(1, to, value);
  }

  public void and(Gpr to, Gpr from) {
    code.legacy(true, from.number(), to.number(), 0x21);
  }

  public void and(Gpr to, Mem from) {
    code.legacy(true, to.number(), from, 0x23);
  }

  public void and(Gpr to, int value) {
    immediate(4, to, value);
  }

  public void sub(Gpr to, Gpr from) {
    code.legacy(true, from.number(), to.number(), 0x29);
  }

  public void sub(Gpr to, Mem from) {
    code.legacy(true, to.number(), from, 0x2B);
  }

  public void sub(Gpr to, int value) {
    immediate(5, to, value);
  }

  public void xor(Gpr to, Gpr from) {
    code.legacy(true, from.number(), to.number(), 0x31);
  }

  public void xor(Gpr to, Mem from) {
    code.legacy(true, to.number(), from, 0x33);
  }

  public void xor(Gpr to, int value) {
    immediate(6, to, value);
  }

  public void cmp(Gpr to, Gpr from) {
    code.legacy(true, from.number(), to.number(), 0x39);
  }

  public void cmp(Gpr to, Mem from) {
    code.legacy(true, to.number(), from, 0x3B);
  }

  public void cmp(Gpr to, int value) {
    immediate(7, to, value);
  }

  private void immediate(int kind, Gpr to, int value) {
    if (value == (byte) value) {
      code.legacy(true, kind, to.number(), 0x83);
      code.immediate(value);
    } else if (to == Gpr.RAX) {
      code.opcodeWithRegister(true, 0, kind << 3 | 5);
      code.emit32(value);
    } else {
      code.legacy(true, kind, to.number(), 0x81);
      code.emit32(value);
    }
  }

  public void imul(Gpr to, Gpr from) {
    code.legacy(true, to.number(), from.number(), 0x0F, 0xAF);
  }

  public void imul(Gpr to, Mem from) {
    code.legacy(true, to.number(), from, 0x0F, 0xAF);
  }

  public void imul(Gpr to, Gpr from, int value) {
    code.legacy(true, to.number(), from.number(), value == (byte) value ? 0x6B : 0x69);
    if (value == (byte) value) {
      code.immediate(value);
    } else {
      code.emit32(value);
    }
  }

  public void shl(Gpr to, int bits) {
    shift(4, to, bits);
  }

  public void shr(Gpr to, int bits) {
    shift(5, to, bits);
  }

  private void shift(int kind, Gpr to, int bits) {
    if (bits == 1) {
      code.legacy(true, kind, to.number(), 0xD1);
    } else {
      code.legacy(true, kind, to.number(), 0xC1);
      code.immediate(bits);
    }
  }

  public void test(Gpr a, Gpr b) {
    code.legacy(true, b.number(), a.number(), 0x85);
  }

  public void push(Gpr register) {
    code.opcodeWithRegister(false, register.number(), 0x50);
  }

  public void pop(Gpr register) {
    code.opcodeWithRegister(false, register.number(), 0x58);
  }

  public void cpuid() {
    code.emit(0x0F);
    code.emit(0xA2);
  }

  public void xgetbv() {
    code.emit(0x0F);
    code.emit(0x01);
    code.emit(0xD0);
  }

  /// Fetches the line to all caches.
  public void prefetcht0(Mem line) {
    code.legacy(false, 1, line, 0x0F, 0x18);
  }

  /// Fetches the line to the second cache.
  public void prefetcht1(Mem line) {
    code.legacy(false, 2, line, 0x0F, 0x18);
  }

  public void ret() {
    code.emit(0xC3);
  }

  public void jmp(Label to) {
    code.emit(0xE9);
    code.distance(to, 0);
  }

  /// Jumps if `condition` holds after a comparison.
  public void jump(Condition condition, Label to) {
    code.emit(0x0F);
    code.emit(0x80 | condition.code());
    code.distance(to, 0);
  }
}
