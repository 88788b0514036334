package dev.fathom.kernel;

/// A unit of attention's work: queries by token, then by head.
record AttentionUnit(int index, int firstToken, int tokens, int keyHead, int firstHead, int heads) {
  int queries() {
    return tokens * heads;
  }

  int token(int query) {
    return firstToken + query / heads;
  }

  int head(int query) {
    return firstHead + query % heads;
  }
}
