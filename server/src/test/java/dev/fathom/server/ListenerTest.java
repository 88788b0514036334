package dev.fathom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.engine.EngineOptions;
import dev.fathom.tensor.ElementType;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing of Helidon's open defaults is left.
class ListenerTest {
  @TempDir Path folder;

  @Test
  void closesEveryDefaultThatIsOpen() {
    ServerConfig config = ServerConfig.DEFAULTS;
    Http1Config http = Listener.http(config.limits());
    try (Wires wires = new Wires(http, Duration.ofSeconds(1), Duration.ofSeconds(1), now -> {})) {
      WebServerConfig web = Listener.config(config, wires, HttpRouting.builder()).buildPrototype();
      assertThat(web.host()).isEqualTo("127.0.0.1");
      assertThat(web.maxPayloadSize()).isEqualTo(config.limits().fileBytes());
      assertThat(web.maxTcpConnections()).isPositive();
      assertThat(web.maxConcurrentRequests()).isPositive();
      assertThat(web.idleConnectionTimeout()).isEqualTo(config.patience().idle());
      assertThat(web.protocols()).isEmpty();
      assertThat(web.features()).isEmpty();
      assertThat(web.connectionSelectors()).containsExactly(wires);
      assertThat(wires.supportedApplicationProtocols()).containsExactly("http/1.1");
      assertThat(web.enableProxyProtocol()).isFalse();
      assertThat(web.errorHandling().includeEntity()).isFalse();
      assertThat(http.maxHeadersSize()).isEqualTo(config.limits().headerBytes());
    }
  }

  @Test
  void speaksTlsWithACertificateFromAStore() throws Exception {
    Path store = folder.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret",
                "-validity",
                "2")
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor()).isZero();
    ServerConfig.Tls tls = new ServerConfig.Tls(store, null, "secret");
    ServerConfig config =
        ServerConfig.DEFAULTS.withAddress(new ServerConfig.Address("127.0.0.1", 0, 100, tls));
    EngineOptions options = new EngineOptions(1 << 16, ElementType.F16, 256);
    try (Stage stage = Stage.letters(config, new LetterForward(), options);
        HttpClient client = HttpClient.newBuilder().sslContext(trusting(store)).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("https://127.0.0.1:" + stage.server.port() + "/v1/chat/completions"))
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":9,\"stream\":true}"))
              .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).endsWith("data: [DONE]\n\n");
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }
  }

  private static SSLContext trusting(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, "secret".toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("server"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
