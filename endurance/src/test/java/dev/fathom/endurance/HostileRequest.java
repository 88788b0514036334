package dev.fathom.endurance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A valid request with one to three things wrong: values of other types and extremes, nesting,
/// lengths, bytes that are no UTF-8, other content types, other methods.
///
/// @param what was done to it, for the report of a failure
/// @param bytes the whole request
record HostileRequest(String what, byte[] bytes) {
  private static final Map<String, String> GOOD =
      Map.of(
          "/v1/chat/completions",
          "{\"model\":\"hashed\",\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\","
              + "\"content\":\"x\"}],\"max_tokens\":2,\"n\":1,\"stream\":false,\"stop\":[\"q\"],"
              + "\"logit_bias\":{\"5\":1},\"temperature\":1,\"top_p\":0.5,\"seed\":1,\"logprobs\":true,"
              + "\"top_logprobs\":2,\"response_format\":{\"type\":\"text\"},\"frequency_penalty\":0.1,"
              + "\"presence_penalty\":0.1,\"reasoning_effort\":\"low\",\"tools\":[{\"type\":\"function\","
              + "\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":{\"a\":"
              + "{\"type\":\"integer\",\"minimum\":1}}}}}],\"tool_choice\":\"none\"}",
          "/v1/completions",
          "{\"prompt\":[\"x\",\"y\"],\"max_tokens\":2,\"n\":1,\"echo\":false,\"logprobs\":2,\"stream\":false,"
              + "\"stop\":\"q\",\"best_of\":1,\"temperature\":0,\"seed\":3}",
          "/v1/responses",
          "{\"input\":[{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":"
              + "\"x\"}]}],\"max_output_tokens\":2,\"instructions\":\"i\",\"store\":false,\"text\":"
              + "{\"format\":{\"type\":\"text\"}},\"reasoning\":{\"effort\":\"low\"},\"tools\":[]}",
          "/v1/messages",
          "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}],\"max_tokens\":2,"
              + "\"system\":\"s\",\"stop_sequences\":[\"q\"],\"tools\":[],\"temperature\":1,\"top_k\":3}",
          "/v1/messages/count_tokens",
          "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"system\":\"s\",\"tools\":[]}",
          "/v1/embeddings",
          "{\"input\":[\"x\",\"y\"],\"encoding_format\":\"float\",\"dimensions\":null}",
          "/tokenize",
          "{\"content\":\"x\",\"add_special\":true,\"parse_special\":true,\"with_pieces\":true}",
          "/detokenize",
          "{\"tokens\":[1,2,3]}",
          "/v1/chat/completions/none/answer_now",
          "{\"x\":1}",
          "/v1/models",
          "{}");

  private static final Pattern VALUE =
      Pattern.compile("(?<=:|,|\\[)(\"[^\"]*\"|-?[0-9.]+|true|false|null)(?=[,\\]}])");
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1",
          "-0.0",
          "1.5",
          "2147483647",
          "2147483648",
          "4294967296",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "18446744073709551616",
          "1e308",
          "-1e308",
          "1e309",
          "1e-400",
          "1e999999999",
          "\"\"",
          "\"x\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"😀\"",
          "\"\\u202e\"",
          "\"[DONE]\"",
          "\"</think>\"",
          "\"<tool_call>\"",
          "[]",
          "{}",
          "[null]",
          "[[]]",
          "[{}]",
          "{\"a\":{}}",
          "{\"type\":\"json_object\"}",
          "{\"type\":\"x\"}",
          "[1,\"a\",null,{},[]]",
          "\"" + "9".repeat(400) + "\"",
          "9".repeat(400),
          "1" + "0".repeat(5000));

  /// What is no JSON at all.
  private static final List<String> NO_VALUES =
      List.of(
          "NaN",
          "Infinity",
          "-Infinity",
          "01",
          "+1",
          "0x10",
          ".5",
          "1.",
          "\"\\x\"",
          "undefined",
          "'x'",
          "/* */1",
          "1 // x",
          "");

  private static final List<String> TYPES =
      List.of(
          "text/plain",
          "application/xml",
          "application/json; charset=utf-16",
          "application/json;",
          "",
          "multipart/form-data; boundary=x",
          "application/x-www-form-urlencoded",
          "json",
          ";;;",
          "*/*",
          "application/json, text/plain",
          "APPLICATION/JSON",
          "application/json; charset=\"none such\"");
  private static final List<String> METHODS =
      List.of(
          "GET",
          "PUT",
          "DELETE",
          "PATCH",
          "HEAD",
          "OPTIONS",
          "TRACE",
          "CONNECT",
          "BREW",
          "post",
          "P\u0001ST");

  static Stream<String> paths() {
    return GOOD.keySet().stream().sorted();
  }

  static HostileRequest to(String path, Random random) {
    String body = GOOD.get(path);
    StringBuilder what = new StringBuilder();
    for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
      body = replaced(body, value(random, what), random);
    }
    byte[] bytes = spoilt(body.getBytes(StandardCharsets.UTF_8), random, what);
    String method = path.equals("/v1/models") ? "GET" : "POST";
    String type = "application/json";
    if (random.nextInt(12) == 0) {
      method = METHODS.get(random.nextInt(METHODS.size()));
    }
    if (random.nextInt(12) == 0) {
      type = TYPES.get(random.nextInt(TYPES.size()));
    }
    what.append(' ').append(method).append(' ').append(path).append(' ').append(type);
    // an answer to HEAD has no body, which a client that does not know this waits for
    method = method.equals("HEAD") ? "GET" : method;
    return new HostileRequest(what.toString(), RawClient.request(method, path, type, bytes));
  }

  private static String value(Random random, StringBuilder what) {
    String value =
        switch (random.nextInt(30)) {
          case 0 -> nested("[", "]", random);
          case 1 -> nested("{\"a\":", "}", random);
          case 2 -> "\"" + "a".repeat(1 << random.nextInt(18)) + "\"";
          case 3 -> "[" + "1,".repeat(random.nextInt(5000)) + "1]";
          case 4 -> Long.toString(random.nextLong());
          case 5 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
          case 6 -> NO_VALUES.get(random.nextInt(NO_VALUES.size()));
          default -> VALUES.get(random.nextInt(VALUES.size()));
        };
    what.append(value.length() > 60 ? value.substring(0, 60) + "..." : value).append(" | ");
    return value;
  }

  private static String nested(String open, String close, Random random) {
    int depth = 1 << random.nextInt(15);
    return open.repeat(depth) + (open.length() > 1 ? "1" : "") + close.repeat(depth);
  }

  /// `body` with one of its values replaced.
  private static String replaced(String body, String value, Random random) {
    Matcher matcher = VALUE.matcher(body);
    int count = (int) matcher.results().count();
    if (count == 0) {
      return body;
    }
    int wanted = random.nextInt(count);
    matcher.reset();
    for (int i = 0; i <= wanted; i++) {
      if (!matcher.find()) {
        return body;
      }
    }
    return body.substring(0, matcher.start()) + value + body.substring(matcher.end());
  }

  /// Sometimes the bytes are wrong, too.
  private static byte[] spoilt(byte[] body, Random random, StringBuilder what) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = random.nextInt(body.length);
    switch (random.nextInt(24)) {
      case 0 -> {
        what.append("cut at ").append(at);
        out.write(body, 0, at);
      }
      case 1 -> {
        byte[] noise = new byte[1 + random.nextInt(4)];
        random.nextBytes(noise);
        what.append("noise at ").append(at);
        out.write(body, 0, at);
        out.writeBytes(noise);
        out.write(body, at, body.length - at);
      }
      case 2 -> {
        what.append("no UTF-8 at ").append(at);
        out.write(body, 0, at);
        // an overlong slash, a surrogate and half a character
        out.writeBytes(
            new byte[] {
              (byte) 0xC0, (byte) 0xAF, (byte) 0xED, (byte) 0xA0, (byte) 0x80, (byte) 0xE2
            });
        out.write(body, at, body.length - at);
      }
      case 3 -> {
        what.append("twice");
        out.writeBytes(body);
        out.writeBytes(body);
      }
      default -> out.writeBytes(body);
    }
    return out.toByteArray();
  }

  @Override
  public String toString() {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return what + "\n" + (text.length() > 1500 ? text.substring(0, 1500) + "..." : text);
  }
}
