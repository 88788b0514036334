/// The HTTP APIs: OpenAI's, DeepSeek's additions to it, and Anthropic's, over the engine.
@org.jspecify.annotations.NullMarked
module dev.fathom.server {
  requires static transitive org.jspecify;
  requires transitive dev.fathom.engine;
  requires dev.fathom.chats;
  requires dev.fathom.page;
  requires io.helidon.common;
  requires io.helidon.common.buffers;
  requires io.helidon.common.concurrency.limits;
  requires io.helidon.common.configurable;
  requires io.helidon.common.context;
  requires io.helidon.common.pki;
  requires io.helidon.common.socket;
  requires io.helidon.common.tls;
  requires io.helidon.http;
  requires io.helidon.http.encoding;
  requires io.helidon.webserver;
  requires micrometer.core;
  requires micrometer.registry.prometheus;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.toml;

  exports dev.fathom.server;
}
