package dev.fathom.server;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import java.nio.file.Path;
import java.util.List;

/// TLS from the files that a configuration names.
final class Certificates {
  private Certificates() {}

  /// TLS 1.2 and 1.3 with the certificate of `config`.
  static Tls of(ServerConfig.Tls config) {
    Keys keys = config.key() == null ? store(config) : pem(config, config.key());
    return Tls.builder()
        .privateKey(keys)
        .privateKeyCertChain(keys)
        .enabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
        .build();
  }

  private static Keys pem(ServerConfig.Tls config, Path key) {
    return Keys.builder()
        .pem(pem -> pem.key(Resource.create(key)).certChain(Resource.create(config.certificate())))
        .build();
  }

  private static Keys store(ServerConfig.Tls config) {
    String password = config.password() == null ? "" : config.password();
    return Keys.builder()
        .keystore(
            store ->
                store
                    .type("PKCS12")
                    .keystore(Resource.create(config.certificate()))
                    .passphrase(password.toCharArray()))
        .build();
  }
}
