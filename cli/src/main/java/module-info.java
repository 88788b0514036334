/// `fathom ask, chat, inspect, bench ...`: words in, words out.
@org.jspecify.annotations.NullMarked
module dev.fathom.cli {
  requires static transitive org.jspecify;
  requires dev.fathom.convert;
  requires dev.fathom.engine;
  requires dev.fathom.hub;
  requires dev.fathom.plan;
  requires dev.fathom.quantize;
  requires dev.fathom.server;
  requires dev.fathom.train;
  requires info.picocli;
  // JLine finds sun.misc.Signal by reflection: without it Ctrl-C would end the chat
  requires jdk.unsupported;
  requires org.jline.reader;
  requires org.jline.terminal;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  exports dev.fathom.cli;

  opens dev.fathom.cli to
      info.picocli;

  provides System.LoggerFinder with
      dev.fathom.cli.OneLineLogs;
}
