package dev.fathom.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageFilesTest {
  @ParameterizedTest
  @CsvSource({
    "/style/tokens.css, text/css; charset=utf-8",
    "/lib/lit-html/lit-html.js, text/javascript; charset=utf-8",
    "/lib/lit-html/directives/repeat.js, text/javascript; charset=utf-8",
    "/lib/reactive-element/reactive-element.js, text/javascript; charset=utf-8",
    "/lib/markdown-it/markdown-it.min.js, text/javascript; charset=utf-8",
    "/lib/dompurify/purify.es.mjs, text/javascript; charset=utf-8",
    "/lib/katex/katex.min.js, text/javascript; charset=utf-8",
    "/lib/katex/katex.min.css, text/css; charset=utf-8",
    "/lib/katex/fonts/KaTeX_Main-Regular.woff2, font/woff2",
    "/lib/highlight/highlight.min.js, text/javascript; charset=utf-8",
    "/lib/pdfjs/pdf.min.mjs, text/javascript; charset=utf-8",
    "/lib/pdfjs/pdf.worker.min.mjs, text/javascript; charset=utf-8",
    "/lib/pdfjs/cmaps/UniGB-UTF16-H.bcmap, application/octet-stream",
    "/font/source-serif.woff2, font/woff2",
  })
  void servesItsOwnFilesAndThePackagesUnderOneRoof(String path, String mediaType) {
    PageFile file = PageFiles.find(path).orElseThrow();
    assertThat(file.mediaType()).isEqualTo(mediaType);
    assertThat(file.bytes()).isNotEmpty();
    assertThat(file.tag()).matches("\"[0-9a-f]{24}\"");
  }

  @Test
  void compressesOnceAndOnlyWhereThatPays() throws IOException {
    PageFile text = PageFiles.find("/style/tokens.css").orElseThrow();
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(text.gzip()))) {
      assertThat(gzip.readAllBytes()).isEqualTo(text.bytes());
    }
    assertThat(text.gzip().length).isLessThan(text.bytes().length);
    assertThat(PageFiles.find("/style/tokens.css").orElseThrow()).isSameAs(text);
    assertThat(PageFiles.find("/font/source-serif.woff2").orElseThrow().gzip()).isEmpty();
  }

  @Test
  void tagsByContent() {
    PageFile one = PageFile.of("/a.js", "text/javascript", new byte[] {1});
    assertThat(PageFile.of("/b.js", "text/javascript", new byte[] {1}).tag()).isEqualTo(one.tag());
    assertThat(PageFile.of("/a.js", "text/javascript", new byte[] {2}).tag())
        .isNotEqualTo(one.tag());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "style/tokens.css",
        "/style",
        "/style/",
        "/lib",
        "//style/tokens.css",
        "/style//tokens.css",
        "/./style/tokens.css",
        "/js/../style/tokens.css",
        "/../page/style/tokens.css",
        "/..%2fstyle/tokens.css",
        "/%2e%2e/style/tokens.css",
        "/..\\style\\tokens.css",
        "/style/tokens.css\0",
        "/style/tokens.css\n",
        "/style/tokens.css?x",
        "/C:/windows/x.css",
        "/PageFiles.class",
        "/lib/katex/LICENSE",
        "/font/README.md",
        "/nothing.js",
        "/style/tokens.css/x.css",
      })
  void findsNothingElse(String path) {
    assertThat(PageFiles.find(path)).isEmpty();
  }

  @Test
  void refusesPathsOfAnyLength() {
    assertThat(PageFiles.find("/a".repeat(100_000) + ".js")).isEmpty();
    assertThat(PageFiles.find("/" + "a".repeat(1_000_000) + ".js")).isEmpty();
  }

  @Test
  void runsNoScriptButItsOwn() {
    String policy = PageFiles.contentSecurityPolicy();
    assertThat(policy).doesNotContain("unsafe").doesNotContain("*").doesNotContain("http");
    assertThat(List.of(policy.split("; ")))
        .contains(
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types lit-html dompurify fathom");
  }

  /// The makers' licences allow what we do as long as their text goes along.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "lit-html",
        "reactive-element",
        "markdown-it",
        "dompurify",
        "katex",
        "highlight",
        "pdfjs"
      })
  void carriesTheLicenceOfEveryPackage(String name) {
    assertThat(PageFiles.class.getResource("lib/" + name + "/LICENSE")).isNotNull();
  }
}
