package dev.fathom.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a server is set up.
///
/// @param hosts names in the Host header that it answers to, besides those of the own machine
/// @param origins pages of other servers that may use it
/// @param keys that are accepted; null asks for none
/// @param chats the file of the page's chats; null keeps them as long as the server runs
/// @param accounts what energy costs, and where the totals are kept
public record ServerConfig(
    Address address,
    Set<String> hosts,
    Set<String> origins,
    @Nullable List<ApiKey> keys,
    Limits limits,
    Patience patience,
    @Nullable Path chats,
    AccountTerms accounts) {

  /// With the built-in tariff, and totals that are kept as long as the server runs.
  public ServerConfig(
      Address address,
      Set<String> hosts,
      Set<String> origins,
      @Nullable List<ApiKey> keys,
      Limits limits,
      Patience patience,
      @Nullable Path chats) {
    this(address, hosts, origins, keys, limits, patience, chats, AccountTerms.DEFAULTS);
  }

  /// Where it listens.
  ///
  /// @param port 0 for any that is free
  /// @param connections at most so many at once
  /// @param tls null for plain HTTP
  public record Address(String host, int port, int connections, @Nullable Tls tls) {
    public static final Address LOCAL = new Address("127.0.0.1", 8080, 4096, null);

    public Address {
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException("the port must be 0 to 65535, got " + port);
      }
      if (connections < 1) {
        throw new IllegalArgumentException(
            "a server needs at least 1 connection, got " + connections);
      }
    }

    /// Whether only this machine can reach it.
    public boolean isLocal() {
      return Set.of("127.0.0.1", "localhost", "::1", "[::1]").contains(host);
    }
  }

  /// The server's certificate: PEM files, or a PKCS12 file with its password.
  ///
  /// @param key null where `certificate` is a PKCS12 file
  /// @param password of the PKCS12 file
  public record Tls(Path certificate, @Nullable Path key, @Nullable String password) {}

  /// Local, port 8080, no keys.
  public static final ServerConfig DEFAULTS =
      new ServerConfig(
          Address.LOCAL, Set.of(), Set.of(), null, Limits.DEFAULTS, Patience.DEFAULTS, null);

  public ServerConfig {
    hosts = Set.copyOf(hosts);
    origins = Set.copyOf(origins);
    keys = keys == null ? null : List.copyOf(keys);
    if (!address.isLocal() && keys == null) {
      throw new IllegalArgumentException(
          "listening on %s lets others in, which needs API keys: --api-keys FILE ('fathom serve --new-key NAME' makes one)"
              .formatted(address.host()));
    }
  }

  public ServerConfig withAddress(Address other) {
    return new ServerConfig(other, hosts, origins, keys, limits, patience, chats, accounts);
  }

  public ServerConfig withPort(int port) {
    return withAddress(new Address(address.host(), port, address.connections(), address.tls()));
  }

  public ServerConfig withKeys(@Nullable List<ApiKey> other) {
    return new ServerConfig(address, hosts, origins, other, limits, patience, chats, accounts);
  }

  public ServerConfig withLimits(Limits other) {
    return new ServerConfig(address, hosts, origins, keys, other, patience, chats, accounts);
  }

  public ServerConfig withPatience(Patience other) {
    return new ServerConfig(address, hosts, origins, keys, limits, other, chats, accounts);
  }

  public ServerConfig withChats(@Nullable Path other) {
    return new ServerConfig(address, hosts, origins, keys, limits, patience, other, accounts);
  }

  public ServerConfig withAccounts(AccountTerms other) {
    return new ServerConfig(address, hosts, origins, keys, limits, patience, chats, other);
  }
}
