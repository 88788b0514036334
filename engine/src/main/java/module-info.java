/// Many conversations, one model: sequences, paged KV cache, scheduler, sampler.
@org.jspecify.annotations.NullMarked
module dev.fathom.engine {
  requires static transitive org.jspecify;
  requires transitive dev.fathom.model;
  requires transitive dev.fathom.grammar;
  requires transitive dev.fathom.text;

  exports dev.fathom.engine;
}
