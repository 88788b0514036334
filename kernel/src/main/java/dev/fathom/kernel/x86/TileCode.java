package dev.fathom.kernel.x86;

/// What all emitted products share: two vectors of rows of a weight, some columns at a time, are
/// unpacked to a panel in the first cache and meet every row of activations there, some of them in
/// registers together. Sums wait in memory between the chunks of columns.
///
/// A routine takes `(first, second, tiles, job, scratch)`: a vector of rows of the weight from row
/// `first` and one from `second`, then those a tile further on, `tiles` times. `job` and `scratch`
/// are laid out as the constants here say.
public abstract sealed class TileCode permits ProductCode, FloatProductCode {
  // the job, 8 bytes each
  public static final int WEIGHT = 0;
  public static final int ROW_STRIDE = 8;

  /// Chunks of columns, the last one perhaps not full.
  public static final int CHUNKS = 16;

  /// Columns of the last chunk.
  public static final int LAST_COLUMNS = 24;

  /// Rows of activations.
  public static final int TOKENS = 32;

  public static final int ACTIVATIONS = 40;

  /// Bytes from one chunk of the activations to the next.
  public static final int CHUNK_STRIDE = 48;

  /// Address of a long for each row of activations: bytes from the chunk's start to its block.
  public static final int INPUTS = 56;

  public static final int OUT = 64;

  /// Address of a long for each row of activations: bytes from `OUT` to its row of results.
  public static final int OUTPUTS = 72;

  /// FP8: address of the scales of blocks of 128 by 128, and bytes from those of 128 rows to the
  /// next.
  public static final int SCALES = 80;

  public static final int SCALE_STRIDE = 88;

  /// Bytes of a job.
  public static final int JOB_BYTES = 96;

  // the scratch: where the work stands, a panel, then two vectors of sums for each row of
  // activations
  static final int FIRST = 0;
  static final int SECOND = 8;
  static final int TILES = 16;
  static final int CHUNK = 24;
  static final int CHUNKS_LEFT = 32;
  static final int OFFSET = 40;
  static final int CHUNK_COLUMNS = 48;
  static final int PANEL = 64;

  static final Gpr[] SAVED = {Gpr.RBX, Gpr.RBP, Gpr.R12, Gpr.R13, Gpr.R14, Gpr.R15};

  static final Gpr JOB = Gpr.RBX;
  static final Gpr SCRATCH = Gpr.RBP;
  static final Gpr T = Gpr.RAX;

  // while panel and activations meet
  static final Gpr ROWS_LEFT = Gpr.RCX;
  static final Gpr INPUT = Gpr.R14;
  static final Gpr SUM = Gpr.RDI;
  static final Gpr[] ROW = {Gpr.R8, Gpr.R9, Gpr.R10, Gpr.R11, Gpr.R12, Gpr.R13};

  final Assembler a;
  final Target target;

  /// Bytes of a vector.
  final int vector;

  /// Bytes of both vectors of a tile.
  final int pair;

  /// Where the sums start in the scratch.
  final int sums;

  /// Columns of a chunk.
  private final int columns;

  /// With a panel of `panelBytes` bytes and chunks of `columns` columns.
  TileCode(Target target, int panelBytes, int columns) {
    this.a = target.assembler();
    this.target = target;
    this.vector = target.bytes();
    this.pair = 2 * vector;
    this.sums = PANEL + panelBytes;
    this.columns = columns;
  }

  /// Emits what is done once.
  abstract void constants();

  /// Bytes that a chunk of a row has.
  abstract int chunkBytes();

  /// Emits the unpacking of a chunk and its meeting with the rows of activations.
  abstract void chunk();

  /// Emits the meeting of the panel with `count` rows of activations, whose blocks are at ROW and
  /// whose sums are at SUM.
  abstract void rows(int count);

  byte[] routine() {
    for (Gpr register : SAVED) {
      a.push(register);
    }
    a.mov(JOB, Gpr.RCX);
    a.mov(SCRATCH, Gpr.R8);
    a.mov(Mem.at(SCRATCH, FIRST), Gpr.RDI);
    a.mov(Mem.at(SCRATCH, SECOND), Gpr.RSI);
    a.mov(Mem.at(SCRATCH, TILES), Gpr.RDX);
    constants();
    Label tiles = a.here();
    tile();
    advance(FIRST, target.tileRows());
    advance(SECOND, target.tileRows());
    advance(TILES, -1);
    a.jump(Condition.NOT_EQUAL, tiles);
    a.vzeroupper();
    for (int i = SAVED.length - 1; i >= 0; i--) {
      a.pop(SAVED[i]);
    }
    a.ret();
    return a.finish();
  }

  /// Adds to a number of the scratch.
  void advance(int number, int by) {
    a.mov(T, Mem.at(SCRATCH, number));
    a.add(T, by);
    a.mov(Mem.at(SCRATCH, number), T);
  }

  void copy(int toScratch, int fromJob) {
    a.mov(T, Mem.at(JOB, fromJob));
    a.mov(Mem.at(SCRATCH, toScratch), T);
  }

  private void tile() {
    clearSums();
    copy(CHUNKS_LEFT, CHUNKS);
    copy(CHUNK, ACTIVATIONS);
    a.xor(T, T);
    a.mov(Mem.at(SCRATCH, OFFSET), T);
    Label chunks = a.here();
    chunkColumns();
    chunk();
    advance(OFFSET, chunkBytes());
    a.mov(T, Mem.at(SCRATCH, CHUNK));
    a.add(T, Mem.at(JOB, CHUNK_STRIDE));
    a.mov(Mem.at(SCRATCH, CHUNK), T);
    advance(CHUNKS_LEFT, -1);
    a.jump(Condition.NOT_EQUAL, chunks);
    storeSums();
  }

  /// All, or fewer in the last chunk.
  private void chunkColumns() {
    Label store = new Label();
    a.mov(Gpr.RDX, columns);
    a.mov(T, Mem.at(SCRATCH, CHUNKS_LEFT));
    a.cmp(T, 1);
    a.jump(Condition.NOT_EQUAL, store);
    a.mov(Gpr.RDX, Mem.at(JOB, LAST_COLUMNS));
    a.bind(store);
    a.mov(Mem.at(SCRATCH, CHUNK_COLUMNS), Gpr.RDX);
  }

  /// Runs `body` for every row of activations with SUM at its sums.
  private void everyRow(Runnable body) {
    a.lea(SUM, Mem.at(SCRATCH, sums));
    a.mov(ROWS_LEFT, Mem.at(JOB, TOKENS));
    Label loop = a.here();
    body.run();
    a.add(SUM, pair);
    a.sub(ROWS_LEFT, 1);
    a.jump(Condition.NOT_EQUAL, loop);
  }

  private void clearSums() {
    Vec zero = target.vector(0);
    clear(zero);
    everyRow(
        () -> {
          a.vmovups(Mem.at(SUM), zero);
          a.vmovups(Mem.at(SUM, vector), zero);
        });
  }

  private void storeSums() {
    Vec first = target.vector(0);
    Vec second = target.vector(1);
    a.mov(INPUT, Mem.at(JOB, OUTPUTS));
    a.mov(Gpr.R8, Mem.at(SCRATCH, FIRST));
    a.mov(Gpr.R9, Mem.at(SCRATCH, SECOND));
    everyRow(
        () -> {
          a.mov(Gpr.R10, Mem.at(INPUT));
          a.add(Gpr.R10, Mem.at(JOB, OUT));
          a.vmovups(first, Mem.at(SUM));
          a.vmovups(second, Mem.at(SUM, vector));
          a.vmovups(Mem.at(Gpr.R10, Gpr.R8, 4, 0), first);
          a.vmovups(Mem.at(Gpr.R10, Gpr.R9, 4, 0), second);
          a.add(INPUT, 8);
        });
  }

  /// The panel with all rows of activations.
  void multiply() {
    a.lea(SUM, Mem.at(SCRATCH, sums));
    a.mov(ROWS_LEFT, Mem.at(JOB, TOKENS));
    a.mov(INPUT, Mem.at(JOB, INPUTS));
    int most = target.group();
    Label done = new Label();
    Label fewer = new Label();
    Label loop = a.here();
    a.cmp(ROWS_LEFT, most);
    a.jump(Condition.BELOW, fewer);
    group(most);
    a.sub(ROWS_LEFT, most);
    a.jump(Condition.NOT_EQUAL, loop);
    a.jmp(done);
    a.bind(fewer);
    for (int count = most - 1; count > 0; count--) {
      Label next = new Label();
      a.cmp(ROWS_LEFT, count);
      a.jump(Condition.NOT_EQUAL, next);
      group(count);
      a.jmp(done);
      a.bind(next);
    }
    a.bind(done);
  }

  /// `count` rows of activations.
  private void group(int count) {
    for (int i = 0; i < count; i++) {
      a.mov(ROW[i], Mem.at(INPUT, 8 * i));
      a.add(ROW[i], Mem.at(SCRATCH, CHUNK));
    }
    rows(count);
    a.add(INPUT, 8 * count);
    a.add(SUM, pair * count);
  }

  /// What {@link RowPieces} wants to know of half `half` of the tile's rows, at this chunk.
  void rowsOf(int half) {
    ahead(half);
    a.mov(RowPieces.ROWS, Mem.at(SCRATCH, half == 0 ? FIRST : SECOND));
    a.mov(RowPieces.STRIDE, Mem.at(JOB, ROW_STRIDE));
    a.imul(RowPieces.ROWS, RowPieces.STRIDE);
    a.add(RowPieces.ROWS, Mem.at(JOB, WEIGHT));
    a.add(RowPieces.ROWS, Mem.at(SCRATCH, OFFSET));
  }

  /// A tile is contiguous, and so is what is fetched ahead: the same share of the next tile.
  private void ahead(int half) {
    Gpr line = RowPieces.AHEAD;
    a.mov(line, Mem.at(SCRATCH, FIRST));
    a.add(line, target.tileRows());
    a.imul(line, Mem.at(JOB, ROW_STRIDE));
    a.add(line, Mem.at(JOB, WEIGHT));
    a.mov(Gpr.RDX, Mem.at(SCRATCH, OFFSET));
    a.shl(Gpr.RDX, Integer.numberOfTrailingZeros(target.tileRows()));
    a.add(line, Gpr.RDX);
    a.add(line, half * target.lanes() * chunkBytes());
  }

  Mem total(int row, int half) {
    return Mem.at(SUM, pair * row + vector * half);
  }

  @FunctionalInterface
  interface Each {
    void emit(int row, int half);
  }

  static void each(int count, Each body) {
    for (int row = 0; row < count; row++) {
      body.emit(row, 0);
      body.emit(row, 1);
    }
  }

  void clear(Vec vector) {
    a.vpxord(vector, vector, vector);
  }
}
