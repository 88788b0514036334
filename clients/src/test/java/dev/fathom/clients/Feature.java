package dev.fathom.clients;

/// What the conformance table has a line for.
enum Feature {
  CHAT("chat"),
  STREAM("chat, streamed"),
  SYSTEM("system message, several turns"),
  USAGE("usage"),
  STREAM_USAGE("usage, streamed"),
  TOOLS("tools: call, result, answer"),
  STREAM_TOOLS("tools, streamed"),
  TOOL_REQUIRED("tool choice: required"),
  TOOL_NAMED("tool choice: named"),
  JSON_SCHEMA("JSON schema"),
  JSON_OBJECT("JSON object"),
  CHOICES("n"),
  LOGPROBS("logprobs"),
  LOGIT_BIAS("logit bias"),
  SEED("seed, penalties, top-p"),
  STOP("stop"),
  MAX_TOKENS("most tokens"),
  REASONING("reasoning apart from the answer"),
  STREAM_REASONING("reasoning, streamed"),
  ERRORS("errors as the client's types"),
  MODELS("models"),
  EMBEDDINGS("embeddings"),
  COMPLETIONS("completions"),
  STREAM_COMPLETIONS("completions, streamed"),
  RESPONSES("responses"),
  STREAM_RESPONSES("responses, streamed"),
  COUNT_TOKENS("count tokens");

  private final String label;

  Feature(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
