package dev.fathom.kernel.x86;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bytes of x86-64 instructions: prefixes, ModRM, displacements, labels and constants. What an
/// instruction is called is the business of {@link Assembler}. Source of all forms: Intel 64 and
/// IA-32 Architectures Software Developer's Manual, volume 2, chapter 2.
final class Encoder {
  /// An opcode with its prefixes.
  ///
  /// @param prefix 0 none, 1 `66`, 2 `F3`, 3 `F2`
  /// @param map 1 `0F`, 2 `0F38`, 3 `0F3A`
  /// @param wide the W bit
  record Opcode(int prefix, int map, boolean wide, int code) {}

  private record Jump(int at, Label label) {}

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
    zeroing = zeroOthers;
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

  /// Four bytes that will hold the distance from their end to `label`.
  void distance(Label label) {
    jumps.add(new Jump(length, label));
    emit32(0);
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
      // distances are relative to the end of the instruction; no form here has an immediate behind
      int distance = jump.label.position - (jump.at + 4);
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
    rex(wide, reg, number(memory.index()), number(memory.base()));
    opcode(opcode);
    address(reg, memory, 1);
  }

  /// `[REX] opcode + register`.
  void opcodeWithRegister(boolean wide, int register, int opcode) {
    rex(wide, 0, 0, register);
    emit(opcode | register & 7);
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
    return register == null ? 0 : register.ordinal();
  }

  /// A vector instruction.
  ///
  /// @param bits the vector length
  /// @param reg the register of the reg field
  /// @param vvvv the second operand's register; 0 if there is none
  /// @param rm a vector register or memory
  /// @param tuple bytes that the memory operand has, by which AVX-512 scales small displacements
  void vector(Opcode op, int bits, int reg, int vvvv, Operand rm, int tuple) {
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
    prefix(op, bits, reg, vvvv, rm.ordinal(), 0, false);
    emit(0xC0 | (reg & 7) << 3 | (rm.ordinal() & 7));
    mask = Mask.K0;
    zeroing = false;
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
    emit(last | mask.ordinal());
  }

  /// ModRM, SIB and displacement; displacements that are small multiples of `scale` take a byte.
  private void address(int reg, Mem memory, int scale) {
    int field = (reg & 7) << 3;
    if (memory.label() != null) {
      emit(field | 5);
      distance(memory.label());
      return;
    }
    Gpr base = memory.base();
    if (base == null) {
      throw new IllegalArgumentException("an address without a base");
    }
    int displacement = memory.displacement();
    boolean small =
        displacement % scale == 0 && (byte) (displacement / scale) == displacement / scale;
    boolean none = displacement == 0 && (base.ordinal() & 7) != 5;
    int mode = none ? 0 : small ? 0x40 : 0x80;
    if (memory.index() != null || (base.ordinal() & 7) == 4) {
      int index = memory.index() == null ? 4 : memory.index().ordinal() & 7;
      int power = Integer.numberOfTrailingZeros(memory.scale());
      emit(mode | field | 4);
      emit(power << 6 | index << 3 | (base.ordinal() & 7));
    } else {
      emit(mode | field | (base.ordinal() & 7));
    }
    if (!none && small) {
      emit(displacement / scale);
    } else if (!none) {
      emit32(displacement);
    }
  }
}
