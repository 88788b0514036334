// Clients from npm against the server whose address is the only argument.
// Prints: client, tab, feature, tab, "yes" or what failed.
import assert from "node:assert/strict";
import OpenAI from "openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { embedMany, generateText, jsonSchema, streamText, tool } from "ai";

const base = process.argv[2] + "/v1";
const CAPITAL = "What is the capital of Germany?";
const BERLIN = "The capital of Germany is Berlin.";
const WEATHER = "What is the weather in Munich?";
const THINK = "Please think first. " + CAPITAL;
const city = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
};
const user = (content) => [{ role: "user", content }];

async function run(client, checks) {
  for (const [feature, check] of Object.entries(checks)) {
    let outcome = "yes";
    try {
      await check();
    } catch (e) {
      outcome = "fails: " + String(e?.message ?? e).split("\n")[0].slice(0, 160);
    }
    console.log([client, feature, outcome].join("\t"));
  }
}

// ---- openai
const openai = new OpenAI({ baseURL: base, apiKey: "none", maxRetries: 0 });
const ask = (content, more = {}) =>
  openai.chat.completions.create({ model: "scripted", messages: user(content), ...more });
const text = (completion) => completion.choices[0].message.content;
const weather = {
  type: "function",
  function: { name: "getWeather", description: "Tells the weather", parameters: city },
};

async function chunks(content, more = {}) {
  const all = [];
  for await (const chunk of await ask(content, { stream: true, ...more })) all.push(chunk);
  return all;
}

function munich(call) {
  assert.equal(call.function.name, "getWeather");
  assert.deepEqual(JSON.parse(call.function.arguments), { city: "Munich" });
  assert.ok(call.id);
}

await run("openai (npm) 7.57.0", {
  CHAT: async () => assert.equal(text(await ask(CAPITAL)), BERLIN),
  STREAM: async () =>
    assert.equal(
      (await chunks(CAPITAL)).map((c) => c.choices[0]?.delta?.content ?? "").join(""),
      BERLIN,
    ),
  SYSTEM: async () => {
    const messages = [
      { role: "system", content: "Translate messages from user into German" },
      { role: "user", content: "Hello" },
      { role: "assistant", content: "Hallo" },
      { role: "user", content: "Translate: 'I love you'" },
    ];
    const answer = await openai.chat.completions.create({ model: "scripted", messages });
    assert.match(text(answer), /liebe/);
  },
  USAGE: async () => assert.ok((await ask(CAPITAL)).usage.completion_tokens > 1),
  STREAM_USAGE: async () => {
    const all = await chunks(CAPITAL, { stream_options: { include_usage: true } });
    assert.deepEqual(all.at(-1).choices, []);
    assert.ok(all.at(-1).usage.completion_tokens > 1);
  },
  TOOLS: async () => {
    const answer = await ask(WEATHER, { tools: [weather] });
    assert.equal(answer.choices[0].finish_reason, "tool_calls");
    const message = answer.choices[0].message;
    munich(message.tool_calls[0]);
    const messages = [
      ...user(WEATHER),
      message,
      { role: "tool", tool_call_id: message.tool_calls[0].id, content: "sunny" },
    ];
    const second = await openai.chat.completions.create({
      model: "scripted",
      messages,
      tools: [weather],
    });
    assert.match(text(second), /sunny/);
  },
  STREAM_TOOLS: async () => {
    const stream = openai.chat.completions.stream({
      model: "scripted",
      messages: user(WEATHER),
      tools: [weather],
    });
    munich((await stream.finalMessage()).tool_calls[0]);
  },
  TOOL_REQUIRED: async () => {
    const answer = await ask("I live in Munich", { tools: [weather], tool_choice: "required" });
    munich(answer.choices[0].message.tool_calls[0]);
  },
  TOOL_NAMED: async () => {
    const choice = { type: "function", function: { name: "getWeather" } };
    const answer = await ask("I live in Munich", { tools: [weather], tool_choice: choice });
    munich(answer.choices[0].message.tool_calls[0]);
  },
  JSON_SCHEMA: async () => {
    const answer = await openai.chat.completions.parse({
      model: "scripted",
      messages: user(CAPITAL),
      response_format: {
        type: "json_schema",
        json_schema: { name: "answer", strict: true, schema: city },
      },
    });
    assert.deepEqual(JSON.parse(text(answer)), { city: "Berlin" });
  },
  JSON_OBJECT: async () => {
    const answer = await ask(CAPITAL, { response_format: { type: "json_object" } });
    assert.deepEqual(JSON.parse(text(answer)), { city: "Berlin" });
  },
  CHOICES: async () => assert.equal((await ask(CAPITAL, { n: 3 })).choices.length, 3),
  LOGPROBS: async () => {
    const answer = await ask(CAPITAL, { logprobs: true, top_logprobs: 2 });
    const content = answer.choices[0].logprobs.content;
    assert.equal(content.map((each) => each.token).join(""), BERLIN);
    assert.equal(content[0].top_logprobs.length, 2);
  },
  LOGIT_BIAS: async () =>
    assert.equal(text(await ask(CAPITAL, { logit_bias: { 65: -100 } })), BERLIN),
  SEED: async () =>
    assert.equal(
      text(
        await ask(CAPITAL, {
          seed: 7,
          temperature: 0.5,
          top_p: 0.9,
          frequency_penalty: 0.1,
          presence_penalty: 0.1,
        }),
      ),
      BERLIN,
    ),
  STOP: async () =>
    assert.equal(text(await ask("Say 'Hello World'", { stop: ["World"] })).trim(), "Hello"),
  MAX_TOKENS: async () => {
    const answer = await ask("Tell me a long story", { max_completion_tokens: 5 });
    assert.equal(answer.choices[0].finish_reason, "length");
    assert.equal(answer.usage.completion_tokens, 5);
  },
  REASONING: async () => {
    const { message } = (await ask(THINK)).choices[0];
    assert.equal(message.content, "Berlin.");
    assert.match(message.reasoning_content, /Germany, so Berlin\./);
  },
  STREAM_REASONING: async () => {
    const all = await chunks(THINK);
    const thought = all.map((c) => c.choices[0]?.delta?.reasoning_content ?? "").join("");
    assert.equal(thought.trim(), "Germany, so Berlin.");
  },
  ERRORS: async () => {
    await assert.rejects(
      openai.chat.completions.create({ model: "absent", messages: user("Hello") }),
      (e) => e instanceof OpenAI.NotFoundError && e.code === "model_not_found",
    );
    await assert.rejects(
      ask("Hello", { temperature: 7 }),
      (e) => e instanceof OpenAI.BadRequestError && e.param === "temperature",
    );
  },
  MODELS: async () => {
    const ids = [];
    for await (const model of openai.models.list()) ids.push(model.id);
    assert.ok(ids.includes("scripted"));
    assert.equal((await openai.models.retrieve("scripted")).id, "scripted");
  },
  EMBEDDINGS: async () => {
    const answer = await openai.embeddings.create({ model: "r1-mini", input: ["1 + 1", "2 + 2"] });
    assert.equal(answer.data.length, 2);
    const length = answer.data[0].embedding.reduce((sum, x) => sum + x * x, 0);
    assert.ok(Math.abs(length - 1) < 0.01, "length " + length);
  },
  COMPLETIONS: async () => {
    const answer = await openai.completions.create({ model: "scripted", prompt: "Once upon a time" });
    assert.equal(answer.choices[0].text, " there was a fox.");
  },
  STREAM_COMPLETIONS: async () => {
    let said = "";
    for await (const part of await openai.completions.create({
      model: "scripted",
      prompt: "Once upon a time",
      stream: true,
    }))
      said += part.choices[0]?.text ?? "";
    assert.equal(said, " there was a fox.");
  },
  RESPONSES: async () => {
    const answer = await openai.responses.create({ model: "scripted", input: CAPITAL });
    assert.equal(answer.output_text, BERLIN);
  },
  STREAM_RESPONSES: async () => {
    const stream = openai.responses.stream({ model: "scripted", input: CAPITAL });
    assert.equal((await stream.finalResponse()).output_text, BERLIN);
  },
});

// ---- Vercel's AI SDK
const provider = createOpenAICompatible({
  name: "fathom",
  baseURL: base,
  includeUsage: true,
  supportsStructuredOutputs: true,
});
const model = provider("scripted");
const common = { model, maxRetries: 0 };
const tools = {
  getWeather: tool({
    description: "Tells the weather",
    inputSchema: jsonSchema(city),
    execute: async () => "sunny",
  }),
};
const callOnly = {
  getWeather: tool({ description: "Tells the weather", inputSchema: jsonSchema(city) }),
};

await run("@ai-sdk/openai-compatible 3.0.92", {
  CHAT: async () => assert.equal((await generateText({ ...common, prompt: CAPITAL })).text, BERLIN),
  STREAM: async () => {
    let said = "";
    for await (const part of streamText({ ...common, prompt: CAPITAL }).textStream) said += part;
    assert.equal(said, BERLIN);
  },
  SYSTEM: async () => {
    const messages = [
      { role: "user", content: "Hello" },
      { role: "assistant", content: "Hallo" },
      { role: "user", content: "Translate: 'I love you'" },
    ];
    const answer = await generateText({ ...common, instructions: "Translate into German", messages });
    assert.match(answer.text, /liebe/);
  },
  USAGE: async () =>
    assert.ok((await generateText({ ...common, prompt: CAPITAL })).usage.outputTokens > 1),
  STREAM_USAGE: async () => {
    const result = streamText({ ...common, prompt: CAPITAL });
    await result.consumeStream();
    assert.ok((await result.usage).outputTokens > 1);
  },
  TOOLS: async () => {
    const { isStepCount, stepCountIs } = await import("ai");
    const stopWhen = (isStepCount ?? stepCountIs)(2);
    const answer = await generateText({ ...common, prompt: WEATHER, tools, stopWhen });
    assert.match(answer.text, /sunny/);
  },
  STREAM_TOOLS: async () => {
    const result = streamText({ ...common, prompt: WEATHER, tools: callOnly });
    await result.consumeStream();
    assert.deepEqual((await result.toolCalls)[0].input, { city: "Munich" });
  },
  TOOL_REQUIRED: async () => {
    const answer = await generateText({
      ...common,
      prompt: "I live in Munich",
      tools: callOnly,
      toolChoice: "required",
    });
    assert.deepEqual(answer.toolCalls[0].input, { city: "Munich" });
  },
  TOOL_NAMED: async () => {
    const answer = await generateText({
      ...common,
      prompt: "I live in Munich",
      tools: callOnly,
      toolChoice: { type: "tool", toolName: "getWeather" },
    });
    assert.deepEqual(answer.toolCalls[0].input, { city: "Munich" });
  },
  JSON_SCHEMA: async () => {
    const { Output } = await import("ai");
    const output = Output.object({ schema: jsonSchema(city) });
    const answer = await generateText({ ...common, prompt: CAPITAL, output });
    assert.deepEqual(answer.output, { city: "Berlin" });
  },
  JSON_OBJECT: async () => {
    const { Output } = await import("ai");
    const answer = await generateText({ ...common, prompt: CAPITAL, output: Output.json() });
    assert.deepEqual(answer.output, { city: "Berlin" });
  },
  SEED: async () => {
    const answer = await generateText({
      ...common,
      prompt: CAPITAL,
      seed: 7,
      temperature: 0.5,
      topP: 0.9,
      frequencyPenalty: 0.1,
      presencePenalty: 0.1,
    });
    assert.equal(answer.text, BERLIN);
  },
  STOP: async () => {
    const answer = await generateText({
      ...common,
      prompt: "Say 'Hello World'",
      stopSequences: ["World"],
    });
    assert.equal(answer.text.trim(), "Hello");
  },
  MAX_TOKENS: async () => {
    const answer = await generateText({
      ...common,
      prompt: "Tell me a long story",
      maxOutputTokens: 5,
    });
    assert.equal(answer.finishReason, "length");
  },
  REASONING: async () => {
    const answer = await generateText({ ...common, prompt: THINK });
    assert.equal(answer.text, "Berlin.");
    assert.match(answer.reasoningText, /Germany, so Berlin\./);
  },
  STREAM_REASONING: async () => {
    const result = streamText({ ...common, prompt: THINK });
    await result.consumeStream();
    assert.match(await result.reasoningText, /Germany, so Berlin\./);
    assert.equal(await result.text, "Berlin.");
  },
  ERRORS: async () => {
    await assert.rejects(
      generateText({ ...common, model: provider("absent"), prompt: "Hello" }),
      (e) => e.statusCode === 404 && /model/.test(e.message),
    );
    await assert.rejects(
      generateText({ ...common, prompt: "Hello", temperature: 7 }),
      (e) => e.statusCode === 400 && /temperature/.test(e.message),
    );
  },
  EMBEDDINGS: async () => {
    const answer = await embedMany({
      model: provider.embeddingModel("r1-mini"),
      values: ["1 + 1", "2 + 2"],
      maxRetries: 0,
    });
    assert.equal(answer.embeddings.length, 2);
  },
  COMPLETIONS: async () => {
    const answer = await generateText({
      ...common,
      model: provider.completionModel("scripted"),
      prompt: "Once upon a time",
    });
    assert.match(answer.text, /there was a fox/);
  },
});
