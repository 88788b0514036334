/// Models as people get them: names, downloads with proof, a cache shared with others, bundles.
@org.jspecify.annotations.NullMarked
module dev.fathom.hub {
  requires static transitive org.jspecify;
  requires dev.fathom.format;
  requires java.net.http;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  exports dev.fathom.hub;
}
