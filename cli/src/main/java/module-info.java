/// `fathom ask, chat, inspect, bench ...`: words in, words out.
@org.jspecify.annotations.NullMarked
module dev.fathom.cli {
  requires static transitive org.jspecify;
  requires dev.fathom.engine;
  requires info.picocli;
  requires org.jline.reader;
  requires org.jline.terminal;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  exports dev.fathom.cli;

  opens dev.fathom.cli to
      info.picocli;
}
