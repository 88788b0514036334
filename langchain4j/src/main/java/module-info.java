/// LangChain4j's chat models over a model in this process: no server, no network.
@org.jspecify.annotations.NullMarked
module dev.fathom.langchain4j {
  requires static transitive org.jspecify;
  requires transitive dev.fathom.engine;
  requires transitive langchain4j.core;
  requires tools.jackson.databind;

  exports dev.fathom.langchain4j;
}
