package dev.fathom.kernel.x86;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bytes of x86-64 instructions: prefixes, ModRM, displacements, labels and constants. What an
/// instruction is called is the business of {@link Assembler}. Source of all forms: Intel 64 and
/// IA-32 Architectures Software Developer's Manual, volume 2, chapter 2.
final class Encoder {
  /// Four bytes for the distance from the end of an instruction to `beyond` bytes behind a label.
  private record Jump(int at, int end, Label label, int beyond) {}

  private record Constant(Label label, byte[] bytes) {}

  private byte[] bytes = new byte[4096];
  private int length;
  private final boolean evex;
  private final List<Jump> jumps = new ArrayList<>();
  private final List<Constant> constants = new ArrayList<>();
  private Mask mask = Mask.K0;
  private boolean zeroing;

  /// With `evex`, vector instructions are encoded as those of AVX-512; else as those of AVX.
  Encoder(boolean evex) {
    this.evex = evex;
  }

  /// The next vector instruction writes only lanes in `lanes`; others are kept or set to zero.
  void mask(Mask lanes, boolean zeroOthers) {
    mask = lanes;
    zeroing = zeroOthers && lanes != Mask.K0;
  }

  /// Whether the next instruction sets lanes to zero by a mask.
  boolean isZeroing() {
    return zeroing;
  }

  boolean isEvex() {
    return evex;
  }

  void emit(int value) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = (byte) value;
  }

  void emit32(int value) {
    for (int shift = 0; shift < 32; shift += 8) {
      emit(value >> shift);
    }
  }

  void emit64(long value) {
    emit32((int) value);
    emit32((int) (value >> 32));
  }

  void bind(Label label) {
    if (label.position >= 0) {
      throw new IllegalStateException("label bound twice");
    }
    label.position = length;
  }

  /// A label for `data`, which lies behind the code at a multiple of 64 bytes.
  Label constant(byte[] data) {
    for (Constant constant : constants) {
      if (Arrays.equals(constant.bytes, data)) {
        return constant.label;
      }
    }
    Label label = new Label();
    constants.add(new Constant(label, data.clone()));
    return label;
  }

  /// Four bytes that will hold the distance to `beyond` bytes behind `label`, from their own end or
  /// that of the {@link #immediate} behind them.
  void distance(Label label, int beyond) {
    jumps.add(new Jump(length, length + 4, label, beyond));
    emit32(0);
  }

  /// The last byte of an instruction, a number: what is relative to the instruction's end has to
  /// know it.
  void immediate(int value) {
    if (value < Byte.MIN_VALUE || value > 255) {
      throw new IllegalArgumentException("wanted a number of 8 bits, got " + value);
    }
    emit(value);
    if (!jumps.isEmpty() && jumps.getLast().end == length - 1) {
      Jump last = jumps.removeLast();
      jumps.add(new Jump(last.at, length, last.label, last.beyond));
    }
  }

  /// The finished code, constants behind it.
  byte[] finish() {
    for (Constant constant : constants) {
      while (length % 64 != 0) {
        emit(0xCC);
      }
      bind(constant.label);
      for (byte value : constant.bytes) {
        emit(value);
      }
    }
    for (Jump jump : jumps) {
      if (jump.label.position < 0) {
        throw new IllegalStateException("a jump to a label that was never bound");
      }
      int distance = jump.label.position + jump.beyond - jump.end;
      for (int i = 0; i < 4; i++) {
        bytes[jump.at + i] = (byte) (distance >> (8 * i));
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  /// `[REX] opcode ModRM` with a register in the r/m field.
  void legacy(boolean wide, int reg, int rm, int... opcode) {
    rex(wide, reg, 0, rm);
    opcode(opcode);
    emit(0xC0 | (reg & 7) << 3 | (rm & 7));
  }

  /// `[REX] opcode ModRM [SIB] [displacement]` with memory in the r/m field.
  void legacy(boolean wide, int reg, Mem memory, int... opcode) {
    if (memory.broadcast()) {
      throw new IllegalStateException("a general instruction with a repeated element");
    }
    rex(wide, reg, number(memory.index()), number(memory.base()));
    opcode(opcode);
    address(reg, memory, 1);
  }

  /// `[REX] opcode + register`.
  void opcodeWithRegister(boolean wide, int register, int opcode) {
    rex(wide, 0, 0, register);
    emit(opcode | (register & 7));
  }

  private void opcode(int[] opcode) {
    for (int value : opcode) {
      emit(value);
    }
  }

  private void rex(boolean wide, int reg, int index, int base) {
    int rex = (wide ? 8 : 0) | reg >> 3 << 2 | index >> 3 << 1 | base >> 3;
    if (rex != 0) {
      emit(0x40 | rex);
    }
  }

  private static int number(@Nullable Gpr register) {
    return register == null ? 0 : register.number();
  }

  /// A vector instruction.
  ///
  /// @param bits the vector length
  /// @param reg the register of the reg field
  /// @param vvvv the second operand's register; 0 if there is none
  /// @param rm a vector register or memory
  /// @param tuple bytes that the memory operand has, by which AVX-512 scales small displacements
  void vector(Opcode op, int bits, int reg, int vvvv, Operand rm, int tuple) {
    Forms.require(new Forms.Use(op, evex, bits, rm, tuple, mask, zeroing));
    switch (rm) {
      case Vec register -> {
        prefix(op, bits, reg, vvvv, register.number(), register.number() >> 1, false);
        emit(0xC0 | (reg & 7) << 3 | (register.number() & 7));
      }
      case Mem memory -> {
        int index = number(memory.index());
        prefix(op, bits, reg, vvvv, number(memory.base()), index, memory.broadcast());
        int scale = memory.broadcast() ? op.wide() ? 8 : 4 : tuple;
        address(reg, memory, evex ? scale : 1);
      }
    }
    mask = Mask.K0;
    zeroing = false;
  }

  /// A vector instruction whose r/m field is a general register.
  void vector(Opcode op, int bits, int reg, int vvvv, Gpr rm) {
    Vec stand = new Vec(rm.number(), 128);
    Forms.require(new Forms.Use(op, evex, bits, stand, 4, mask, zeroing));
    prefix(op, bits, reg, vvvv, rm.number(), 0, false);
    emit(0xC0 | (reg & 7) << 3 | (rm.number() & 7));
    mask = Mask.K0;
    zeroing = false;
  }

  /// An instruction between a mask and a general register, or another mask: AVX-512, but VEX.
  void maskMove(Opcode op, int reg, int rm) {
    if (!evex || mask != Mask.K0) {
      throw new IllegalStateException(
          evex ? "a move of masks cannot be masked" : "mask registers in code for AVX");
    }
    vex(op, 128, reg, 0, rm, 0, false);
    emit(op.code());
    emit(0xC0 | (reg & 7) << 3 | (rm & 7));
  }

  /// Bit 3 of `index` goes to X; a register in r/m passes its number halved, so that its bit 4
  /// does.
  private void prefix(
      Opcode op, int bits, int reg, int vvvv, int base, int index, boolean broadcast) {
    if (evex) {
      evex(op, bits, reg, vvvv, base, index, broadcast);
    } else {
      vex(op, bits, reg, vvvv, base, index, broadcast);
    }
    emit(op.code());
  }

  private void vex(Opcode op, int bits, int reg, int vvvv, int base, int index, boolean broadcast) {
    if (bits > 256 || reg > 15 || vvvv > 15 || base > 15 || broadcast || mask != Mask.K0) {
      throw new IllegalStateException("an instruction of AVX-512 in code for AVX");
    }
    int last = (~vvvv & 15) << 3 | (bits == 256 ? 4 : 0) | op.prefix();
    boolean shortForm = op.map() == 1 && !op.wide() && base < 8 && index < 8;
    if (shortForm) {
      emit(0xC5);
      emit((~reg & 8) << 4 | last);
    } else {
      emit(0xC4);
      emit((~reg & 8) << 4 | (~index & 8) << 3 | (~base & 8) << 2 | op.map());
      emit((op.wide() ? 0x80 : 0) | last);
    }
  }

  private void evex(
      Opcode op, int bits, int reg, int vvvv, int base, int index, boolean broadcast) {
    emit(0x62);
    int high = (~reg & 8) << 4 | (~index & 8) << 3 | (~base & 8) << 2 | (~reg & 16);
    emit(high | op.map());
    emit((op.wide() ? 0x80 : 0) | (~vvvv & 15) << 3 | 4 | op.prefix());
    int lengthBits = bits == 512 ? 0x40 : bits == 256 ? 0x20 : 0;
    int last = (zeroing ? 0x80 : 0) | lengthBits | (broadcast ? 0x10 : 0) | (~vvvv & 16) >> 1;
    emit(last | mask.number());
  }

  /// ModRM, SIB and displacement; displacements that are small multiples of `scale` take a byte.
  private void address(int reg, Mem memory, int scale) {
    int field = (reg & 7) << 3;
    if (memory.label() != null) {
      emit(field | 5);
      distance(memory.label(), memory.displacement());
      return;
    }
    Gpr base = memory.base();
    if (base == null) {
      throw new IllegalArgumentException("an address without a base");
    }
    int displacement = memory.displacement();
    boolean small =
        displacement % scale == 0 && (byte) (displacement / scale) == displacement / scale;
    boolean none = displacement == 0 && (base.number() & 7) != 5;
    int mode = none ? 0 : small ? 0x40 : 0x80;
    if (memory.index() != null || (base.number() & 7) == 4) {
      int index = memory.index() == null ? 4 : memory.index().number() & 7;
      int power = Integer.numberOfTrailingZeros(memory.scale());
      emit(mode | field | 4);
      emit(power << 6 | index << 3 | (base.number() & 7));
    } else {
      emit(mode | field | (base.number() & 7));
    }
    if (!none && small) {
      emit(displacement / scale);
    } else if (!none) {
      emit32(displacement);
    }
  }
}
