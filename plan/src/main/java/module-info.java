/// What it would take: models on machines, fleets, training runs and campuses, in tokens, money,
/// energy and water, from published constants. Knows no weights.
@org.jspecify.annotations.NullMarked
module dev.fathom.plan {
  requires static transitive org.jspecify;
  requires transitive dev.fathom.meter;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.toml;

  exports dev.fathom.plan;
}
