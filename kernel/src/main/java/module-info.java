/// Arithmetic on tensors, in twins (scalar, vector) behind one door; the only room with the Vector
/// API and worker threads. Its leaf package `x86` (an assembler, executable pages, CPUID) is apart
/// because it knows nothing of tensors or kernels: a small machine below them that is read and
/// tested alone; only this room sees it.
@org.jspecify.annotations.NullMarked
module dev.fathom.kernel {
  requires static transitive org.jspecify;
  requires transitive dev.fathom.tensor;
  requires jdk.incubator.vector;

  exports dev.fathom.kernel;
}
