/// Arithmetic on tensors, in twins (scalar, vector) behind one door; the only room with the Vector
/// API and worker threads. Its leaf package `x86` writes machine code and runs it: apart because it
/// knows registers and addresses only, no tensors, and is tested alone; nothing outside this room
/// sees it.
@org.jspecify.annotations.NullMarked
module dev.fathom.kernel {
  requires static transitive org.jspecify;
  requires transitive dev.fathom.tensor;
  requires jdk.incubator.vector;

  exports dev.fathom.kernel;
}
