package dev.fathom.server;

import dev.fathom.page.PageFile;
import dev.fathom.page.PageFiles;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.util.Arrays;
import java.util.Locale;

/// The page and its files: for anybody, as they hold nothing of anybody.
final class PageRoutes implements Routes.Files {
  private static final HeaderName POLICY = HeaderNames.create("Content-Security-Policy");
  private static final HeaderName SNIFF = HeaderNames.create("X-Content-Type-Options");
  private static final HeaderName REFERRER = HeaderNames.create("Referrer-Policy");
  private static final HeaderName OPENER = HeaderNames.create("Cross-Origin-Opener-Policy");
  private static final HeaderName RESOURCE = HeaderNames.create("Cross-Origin-Resource-Policy");

  @Override
  public boolean has(String path) {
    return PageFiles.find(path).isPresent();
  }

  @Override
  public void serve(Exchange exchange) {
    PageFile file = PageFiles.find(exchange.path()).orElseThrow(() -> Refusals.of(404));
    ServerResponse response = exchange.response();
    boolean packed = file.gzip().length > 0 && accepts(exchange, "gzip");
    // another representation, another tag
    String tag = packed ? file.tag().replaceFirst("\"$", "-gzip\"") : file.tag();
    response.header(HeaderNames.ETAG, tag);
    response.header(HeaderNames.CACHE_CONTROL, "no-cache");
    response.header(HeaderNames.VARY, "Accept-Encoding");
    response.header(POLICY, PageFiles.contentSecurityPolicy());
    response.header(SNIFF, "nosniff");
    response.header(REFERRER, "no-referrer");
    response.header(OPENER, "same-origin");
    response.header(RESOURCE, "same-origin");
    if (knows(exchange.header(HeaderNames.IF_NONE_MATCH), tag)) {
      response.status(Status.NOT_MODIFIED_304);
      response.send();
      return;
    }
    response.header(HeaderNames.CONTENT_TYPE, file.mediaType());
    if (packed) {
      response.header(HeaderNames.CONTENT_ENCODING, "gzip");
    }
    exchange.bytes(packed ? file.gzip() : file.bytes());
  }

  private static boolean accepts(Exchange exchange, String coding) {
    String accepted = exchange.header(HeaderNames.ACCEPT_ENCODING).toLowerCase(Locale.ROOT);
    return Arrays.stream(accepted.split(","))
        .map(String::strip)
        .anyMatch(
            word -> word.equals(coding) || word.matches(coding + "\\s*;\\s*q=(?!0(\\.0*)?$).+"));
  }

  private static boolean knows(String tags, String tag) {
    return Arrays.stream(tags.split(","))
        .map(known -> known.strip().replaceFirst("^W/", ""))
        .anyMatch(known -> known.equals("*") || known.equals(tag));
  }
}
