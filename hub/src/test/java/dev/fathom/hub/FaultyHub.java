package dev.fathom.hub;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// A hub of our own on two ports, the hub itself and the storage it redirects to, that speaks the
/// protocol of Hugging Face and breaks it where a test wants that. Keeps account of who sent a
/// token where, and of bytes that were well served more than once.
final class FaultyHub implements AutoCloseable {
  static final String TOKEN = "hf_secretsecretsecret";

  final Map<String, TestRepo> repos = new ConcurrentHashMap<>();
  final List<String> tokensElsewhere = new ArrayList<>();
  final AtomicInteger listings = new AtomicInteger();

  /// Bytes of bodies that were sent in answers without fault.
  final AtomicLong wellServed = new AtomicLong();

  /// Bytes that were asked for though they had been well served before, and nothing had happened
  /// since the beginning that made them worthless.
  final AtomicLong twice = new AtomicLong();

  final Map<Fault, AtomicInteger> happened = new ConcurrentHashMap<>();
  volatile Supplier<Fault> faults = () -> Fault.NONE;

  private final TestServer hub = new TestServer(this::hub);
  private final TestServer storage = new TestServer(this::storage);
  private final TestServer stranger = new TestServer(this::stranger);
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  /// How often each byte of a file was well served, and how often the file had to begin anew.
  private static final class Account {
    private final byte[] served;
    private int worthless;

    Account(int size) {
      this.served = new byte[size];
    }
  }

  /// How often the hub itself was asked.
  int requests() {
    return hub.requests();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + hub.port());
  }

  URI storageUri(String path) {
    return URI.create("http://127.0.0.1:" + storage.port() + path);
  }

  TestRepo add(TestRepo repo) {
    repos.put(repo.name, repo);
    return repo;
  }

  /// Draws a fault with probability `rate`, from `seed`.
  static Supplier<Fault> seeded(long seed, double rate, Fault... kinds) {
    Random random = new Random(seed);
    Fault[] all = kinds.length > 0 ? kinds : Fault.values();
    return () -> {
      synchronized (random) {
        return random.nextDouble() < rate ? all[random.nextInt(all.length)] : Fault.NONE;
      }
    };
  }

  private Fault draw() {
    Fault fault = faults.get();
    happened.computeIfAbsent(fault, _ -> new AtomicInteger()).incrementAndGet();
    return fault;
  }

  private void hub(TestServer.Request request) throws IOException {
    String path = request.path();
    Fault fault = draw();
    switch (fault) {
      case SLAM -> request.reset();
      case TOO_MANY -> request.answer("429 Too Many Requests", "Retry-After: 0\r\n");
      case UNAVAILABLE -> request.answer("503 Service Unavailable", "");
      case LOOP -> {
        // ends the pull: what other lanes have under way is lost
        repos.forEach(
            (name, repo) -> repo.files.keySet().forEach(file -> forget(name + "/" + file)));
        request.answer("302 Found", "Location: " + path + "\r\n");
      }
      case AWAY ->
          request.answer(
              "302 Found",
              "Location: http://127.0.0.1:%d/?want=token\r\n".formatted(stranger.port()));
      default -> {
        if (path.startsWith("/api/models/")) {
          listings.incrementAndGet();
          listing(request, fault);
        } else {
          resolve(request, fault);
        }
      }
    }
  }

  private void listing(TestServer.Request request, Fault fault) throws IOException {
    String[] parts = request.path().substring("/api/models/".length()).split("[/?]", -1);
    TestRepo repo = repos.get(parts[0] + "/" + parts[1]);
    if (repo == null) {
      request.answer("404 Not Found", "X-Error-Code: RepoNotFound\r\n");
      return;
    }
    if (!parts[3].equals("main") && !parts[3].equals(repo.commit())) {
      request.answer("404 Not Found", "X-Error-Code: RevisionNotFound\r\n");
      return;
    }
    byte[] body = repo.listing().getBytes(StandardCharsets.UTF_8);
    switch (fault) {
      case GZIP -> request.answer("200 OK", "Content-Encoding: gzip\r\n", bomb());
      case BREAK, TRUNCATED -> {
        request.out().write(head("200 OK", "", body.length));
        request.out().write(body, 0, body.length / 2);
        request.out().flush();
      }
      default -> request.answer("200 OK", "", body);
    }
  }

  private static byte[] bomb() {
    byte[] bytes = new byte[4096];
    bytes[0] = 0x1f;
    bytes[1] = (byte) 0x8b;
    return bytes;
  }

  private static byte[] head(String status, String headers, long length) {
    return "HTTP/1.1 %s\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n"
        .formatted(status, headers, length)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /// `/owner/name/resolve/COMMIT/path`: small files are here, large ones elsewhere.
  private void resolve(TestServer.Request request, Fault fault) throws IOException {
    String[] parts = request.path().substring(1).split("/", 5);
    TestRepo repo = repos.get(parts[0] + "/" + parts[1]);
    if (repo == null || !repo.files.containsKey(parts[4])) {
      request.answer("404 Not Found", "X-Error-Code: EntryNotFound\r\n");
      return;
    }
    if (!repo.gated.equals("false") && !request.header("authorization").contains(TOKEN)) {
      request.answer("401 Unauthorized", "X-Error-Code: GatedRepo\r\n");
      return;
    }
    String digest = fault == Fault.WRONG_ETAG ? "0".repeat(64) : repo.digest(parts[4]);
    String about = "X-Repo-Commit: " + repo.commit() + "\r\n";
    if (TestRepo.isLarge(parts[4])) {
      String query = "?signature=abc&fault=" + fault;
      String path = "/" + parts[0] + "/" + parts[1] + "/" + parts[4] + query;
      request.answer(
          "302 Found",
          about
              + "X-Linked-Etag: \"%s\"\r\nX-Linked-Size: %d\r\nLocation: %s\r\n"
                  .formatted(digest, repo.content(parts[4]).length, storageUri(path)));
    } else {
      body(request, fault, about + "ETag: \"" + digest + "\"\r\n", repo, parts[4]);
    }
  }

  private void storage(TestServer.Request request) throws IOException {
    refuseToken(request);
    String[] query = request.path().split("\\?", 2);
    String[] parts = query[0].substring(1).split("/", 3);
    TestRepo repo = repos.get(parts[0] + "/" + parts[1]);
    if (repo == null || !repo.files.containsKey(parts[2])) {
      request.answer("404 Not Found", "");
      return;
    }
    Fault fault =
        Fault.valueOf(request.path().replaceFirst(".*fault=", "").replaceFirst("^/.*", "NONE"));
    String tag = fault == Fault.CHANGED ? "other" : "md5-" + repo.digest(parts[2]).substring(0, 8);
    body(request, fault, "ETag: \"" + tag + "\"\r\n", repo, parts[2]);
  }

  private void stranger(TestServer.Request request) throws IOException {
    refuseToken(request);
    request.answer("401 Unauthorized", "WWW-Authenticate: Bearer realm=\"http://evil\"\r\n");
  }

  private void refuseToken(TestServer.Request request) {
    if (request.headers().containsKey("authorization") || request.path().contains(TOKEN)) {
      synchronized (tokensElsewhere) {
        tokensElsewhere.add(request.path());
      }
    }
  }

  private void body(
      TestServer.Request request, Fault fault, String about, TestRepo repo, String path)
      throws IOException {
    byte[] content = repo.content(path);
    String range = request.header("range");
    boolean partial = range.startsWith("bytes=") && fault != Fault.UNRANGED;
    String[] ends = range.replace("bytes=", "").split("-", 2);
    int from = partial ? Integer.parseInt(ends[0]) : 0;
    int to = partial ? Math.min(content.length, Integer.parseInt(ends[1]) + 1) : content.length;
    int shift = fault == Fault.WRONG_RANGE ? 1 : 0;
    String head =
        about
            + (partial
                ? "Content-Range: bytes %d-%d/%d\r\n"
                    .formatted(from + shift, to - 1, content.length)
                : "");
    Reply reply =
        new Reply(repo.name + "/" + path, from, to, Arrays.copyOfRange(content, from, to));
    send(request, fault, partial ? "206 Partial Content" : "200 OK", head, reply);
  }

  private record Reply(String file, int from, int to, byte[] bytes) {}

  private void send(
      TestServer.Request request, Fault fault, String status, String head, Reply reply)
      throws IOException {
    byte[] bytes = reply.bytes();
    OutputStream out = request.out();
    switch (fault) {
      case BREAK -> {
        out.write(head(status, head, bytes.length));
        out.write(bytes, 0, bytes.length * 2 / 3);
        out.flush();
        pause(3);
        request.reset();
      }
      case TRUNCATED -> {
        out.write(head(status, head, bytes.length));
        out.write(bytes, 0, bytes.length / 2);
        out.flush();
      }
      case GZIP -> request.answer(status, head + "Content-Encoding: gzip\r\n", bomb());
      case LORIS -> {
        out.write(head(status, head, bytes.length));
        for (byte next : bytes) {
          out.write(next);
          out.flush();
          pause(40);
        }
      }
      case FLIPPED, CHANGED -> {
        forget(reply.file());
        byte[] wrong = bytes.clone();
        if (wrong.length > 0) {
          wrong[wrong.length / 2] ^= 1;
        }
        request.answer(status, head, wrong);
      }
      case LONGER -> {
        account(reply);
        byte[] more = Arrays.copyOf(bytes, bytes.length + 1000);
        // a range without a length that ends with the connection
        out.write(
            ("HTTP/1.1 " + status + "\r\nConnection: close\r\n" + head + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.write(more);
        out.flush();
      }
      // both are refused for what their headers say
      case WRONG_RANGE, WRONG_ETAG -> request.answer(status, head, bytes);
      case UNRANGED -> {
        forget(reply.file());
        request.answer(status, head, bytes);
      }
      default -> {
        account(reply);
        request.answer(status, head, bytes);
      }
    }
  }

  /// What was well served may come again after this: it had to be thrown away.
  private void forget(String file) {
    Account account = account(file);
    synchronized (account) {
      account.worthless++;
    }
  }

  private Account account(String file) {
    return accounts.computeIfAbsent(
        file,
        _ -> {
          String[] parts = file.split("/", 3);
          return new Account(
              Objects.requireNonNull(repos.get(parts[0] + "/" + parts[1]))
                  .content(parts[2])
                  .length);
        });
  }

  private void account(Reply reply) {
    wellServed.addAndGet(reply.to() - reply.from());
    Account account = account(reply.file());
    synchronized (account) {
      for (int i = reply.from(); i < reply.to(); i++) {
        if (++account.served[i] > 1 + account.worthless) {
          twice.incrementAndGet();
        }
      }
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    hub.close();
    storage.close();
    stranger.close();
  }
}
