/**
 * A long conversation whose last answer is being written at a steady pace, without a server: what the page does with
 * it is all that is measured. `window.frames` gets the milliseconds between frames while the answer comes.
 */
({ turns, tokens, perSecond }) => {
  const PER_TURN = `## What the sounding said

The line went down for a *long* time before it **touched ground**, and what it brought up was \`clay\`, sand and $e^{i\\pi} + 1 = 0$ parts of shell. See [the log](http://host.example/log) of that day for what the captain made of it.

- First the depth, in fathoms of six feet each, which is what the arms of a man can hold
- then the ground, by the tallow in the lead's hollow foot, to which it clings
- then the time; for a tide tells more of a place than a chart of it does

| Place | Depth | Ground |
|:--|--:|---|
| Bar | 3.5 | sand |
| Channel | 11 | clay and shell |

\`\`\`java
record Sounding(String place, double fathoms) {
  Sounding {
    if (fathoms < 0) throw new IllegalArgumentException("a depth is not negative, got " + fathoms);
  }
}
\`\`\`

1. Let the line go from the weather side, clear of the chains.
2. Call the mark that is at the water when it stands up and down.
3. Arm the lead again, and never trust a single cast where two can be had.

> By the mark seven, and a half seven, and by the deep eight: so the voice came aft all through that night, and nobody slept who heard it.

$$\\int_0^h \\rho(z)\\, g \\, dz = p(h) - p(0)$$

So the channel carries eleven fathoms at low water, and the bar, at its best, three and a half; a ship that draws more waits for the tide, and the tide waits for nobody. What is left to ask is only whether the chart agrees, and where it does not, which of the two is the older. The rest of this paragraph is here so that a turn of this conversation has about as many tokens as turns of conversations have, five hundred or so, for that is what the page has to hold while the last of the answers comes down the line, at a pace that no reader keeps.
`;
  const messages = [];
  for (let turn = 0; turn < turns; turn++) {
    messages.push({ id: `q${turn}`, parent: turn ? `a${turn - 1}` : undefined, role: 'user', content: `What did sounding ${turn} say?`, state: 'done', created: turn });
    messages.push({ id: `a${turn}`, parent: `q${turn}`, role: 'assistant', content: PER_TURN, thinking: 'One cast, then the next.', state: 'done', finish: 'stop', model: 'm', created: turn });
  }
  const running = { id: 'live', parent: `a${turns - 1}`, role: 'assistant', content: '', state: 'running', model: 'm', created: turns };
  messages.push({ id: 'last', parent: `a${turns - 1}`, role: 'user', content: 'And the last?', state: 'done', created: turns });
  running.parent = 'last';
  messages.push(running);
  const chat = { id: 'long', title: 'Long', created: 1, updated: 2, model: 'm', running: true, leaf: 'live', settings: {}, messages };

  const answer = PER_TURN.repeat(Math.ceil((tokens * 4) / PER_TURN.length)).slice(0, tokens * 4);
  const line = (name, data) => new TextEncoder().encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  const sleep = ms => new Promise(done => setTimeout(done, ms));

  const events = () => new Response(new ReadableStream({
    async start(to) {
      to.enqueue(line('snapshot', { message: running }));
      await sleep(1500); // until the page has come to rest
      to.enqueue(line('state', { phase: 'answering' }));
      measure();
      const begun = performance.now();
      for (let sent = 0; sent < tokens; ) {
        await sleep(15);
        const due = Math.min(tokens, Math.floor(((performance.now() - begun) / 1000) * perSecond));
        for (; sent < due; sent++) to.enqueue(line('answer', { text: answer.slice(sent * 4, sent * 4 + 4), tokens: sent + 1 }));
      }
      window.measuring = false;
      window.streamedFor = performance.now() - begun;
      to.enqueue(line('end', { message: { ...running, content: answer, state: 'done', finish: 'stop' } }));
      to.close();
      window.streamed = true;
    },
  }), { headers: { 'content-type': 'text/event-stream' } });

  function measure() {
    window.frames = [];
    window.blocked = [];
    window.measuring = true;
    new PerformanceObserver(list => {
      if (window.measuring) window.blocked.push(...list.getEntries().map(entry => entry.duration));
    }).observe({ type: 'longtask' });
    let last = performance.now();
    requestAnimationFrame(function frame() {
      const now = performance.now();
      window.frames.push(now - last);
      last = now;
      if (window.measuring) requestAnimationFrame(frame);
    });
  }

  const real = window.fetch;
  window.fetch = async (resource, init) => {
    const path = new URL(resource, location).pathname;
    if (path === '/api/chats/long') return Response.json(chat);
    if (path === '/api/chats/long/answers/live/events') return events();
    if (path.startsWith('/api/chats/long/')) return Response.json({ tokens: 30000, context: 131072 });
    return real(resource, init);
  };
  window.opened = performance.now();
  location.hash = '#/c/long';
}
