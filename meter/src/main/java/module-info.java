/// What work takes, in joules, money and CO2: sensors, their attribution to requests, tariffs and
/// price lists. Knows nothing of models.
@org.jspecify.annotations.NullMarked
module dev.fathom.meter {
  requires static transitive org.jspecify;
  requires java.management;
  requires jdk.management;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  exports dev.fathom.meter;
}
