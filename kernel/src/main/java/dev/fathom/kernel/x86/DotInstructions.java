package dev.fathom.kernel.x86;

/// Dot products of processors with VNNI: one instruction each.
record DotInstructions(Assembler a, ProductRegisters registers) implements DotProducts {
  @Override
  public void dots(int steps, Mem weights, Mem... activations) {
    int vector = registers.target().bytes();
    Vec x = registers.activations();
    for (int step = 0; step < steps; step++) {
      a.vmovdqu32(registers.weight(0), weights.plus(2 * vector * step));
      a.vmovdqu32(registers.weight(1), weights.plus(2 * vector * step + vector));
      for (int row = 0; row < activations.length; row++) {
        a.vpbroadcastd(x, activations[row].plus(4 * step));
        a.vpdpbusd(registers.dot(row, 0), registers.weight(0), x);
        a.vpdpbusd(registers.dot(row, 1), registers.weight(1), x);
      }
    }
  }

  @Override
  public void addShorts(Vec to, Vec w, Vec x) {
    a.vpdpwssd(to, w, x);
  }
}
