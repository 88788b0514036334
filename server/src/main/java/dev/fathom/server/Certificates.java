package dev.fathom.server;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
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
    char[] password = (config.password() == null ? "" : config.password()).toCharArray();
    String alias = alias(config.certificate(), password);
    return Keys.builder()
        .keystore(
            store ->
                store
                    .type("PKCS12")
                    .keystore(Resource.create(config.certificate()))
                    .passphrase(password)
                    .keyPassphrase(password)
                    .keyAlias(alias)
                    .certChainAlias(alias))
        .build();
  }

  /// What the only private key in `file` is called there.
  private static String alias(Path file, char[] password) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          return alias;
        }
      }
      throw new IllegalArgumentException(file + ": there is no private key in it");
    } catch (GeneralSecurityException | IOException unreadable) {
      throw new IllegalArgumentException(
          file + ": no PKCS12 file that 'tls.password' opens: " + unreadable.getMessage(),
          unreadable);
    }
  }
}
