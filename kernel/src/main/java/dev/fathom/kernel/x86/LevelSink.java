package dev.fathom.kernel.x86;

/// Where {@link WeightPanel} puts the levels that it unpacks: emits what is done with them.
interface LevelSink {
  /// The levels of sub-block `subBlock` come next, perhaps mixed with those of others.
  void begin(int subBlock);

  /// The levels of columns `4 step .. 4 step + 4`, one row a lane; of the block in types of 32
  /// columns a block, else of all 256.
  void take(int step, Vec levels);

  /// All levels of sub-block `subBlock` have come.
  void end(int subBlock);

  /// The steps of the block of 32 columns that comes next, f32.
  void step(Vec steps);
}
