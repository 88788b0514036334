/// Arithmetic on tensors, in twins (scalar, vector) behind one door; the only room with the Vector
/// API and worker threads.
@org.jspecify.annotations.NullMarked
module dev.fathom.kernel {
  requires static transitive org.jspecify;
  requires transitive dev.fathom.tensor;
  requires jdk.incubator.vector;

  exports dev.fathom.kernel;
}
