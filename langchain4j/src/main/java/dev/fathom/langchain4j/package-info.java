/// LangChain4j's chat models over a model in this process: no server, no network.
@org.jspecify.annotations.NullMarked
package dev.fathom.langchain4j;
