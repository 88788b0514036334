/// Many conversations, one model: sequences, paged KV cache, scheduler, sampler.
///
/// An engine has one thread of its own, its loop, and where prefixes are kept on disk a second one
/// that does nothing but write files: a disk that stalls must hold up nobody's stream.
@org.jspecify.annotations.NullMarked
module dev.fathom.engine {
  requires static transitive org.jspecify;
  requires transitive dev.fathom.model;
  requires transitive dev.fathom.grammar;
  requires transitive dev.fathom.meter;
  requires transitive dev.fathom.text;

  exports dev.fathom.engine;
}
