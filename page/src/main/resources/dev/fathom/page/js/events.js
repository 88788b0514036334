/** Event streams over fetch, because EventSource can neither carry a key nor tell why it was refused. */
import { ApiError, reach } from './api.js';

const LONGEST_SILENCE = 25_000; // the server says `: alive` every ten seconds

/**
 * Follows a stream and opens it again when it breaks, waiting 0.5 s, 1 s, 2 s … 15 s in between.
 *
 *     const stop = follow(`/api/chats/${chat}/answers/${message}/events`, {
 *       event(name, data) { … return name === 'end'; },
 *       broken(error, waitMs) { … },
 *     });
 *
 * @param {string} path
 * @param {object} hands
 * @param {(name: string, data: any) => unknown} hands.event one event, its data read as JSON; `true` ends it all
 * @param {() => void} [hands.open] the stream has been opened (again)
 * @param {(error: ApiError, waitMs: number) => void} [hands.broken] it broke and is tried again after `waitMs`
 * @param {(error: ApiError) => void} [hands.refused] it is over: a status that will not change by waiting
 * @returns {() => void} ends it
 */
export function follow(path, hands) {
  const end = new AbortController();
  void keepFollowing(path, hands, end);
  return () => end.abort();
}

async function keepFollowing(path, hands, end) {
  let failures = 0;
  while (!end.signal.aborted) {
    let error = new ApiError(0, 'unreachable', '');
    try {
      if (await once(path, hands, end.signal, () => (failures = 0))) return;
    } catch (thrown) {
      if (end.signal.aborted) return;
      if (thrown instanceof ApiError) error = thrown;
      else if (thrown.name !== 'AbortError' && thrown.name !== 'TypeError') throw thrown;
    }
    if (!error.temporary && error.status < 500) return hands.refused?.(error);
    const wait = error.retryAfter ? error.retryAfter * 1000 : Math.min(15_000, 500 * 2 ** failures++);
    hands.broken?.(error, wait);
    await pause(wait, end.signal);
  }
}

/** Reads one stream to its end; true when the reader has had enough. */
async function once(path, hands, signal, opened) {
  const silence = new AbortController();
  const response = await reach(path, { signal: AbortSignal.any([signal, silence.signal]), quiet: true });
  hands.open?.();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let patience = setTimeout(() => silence.abort(), LONGEST_SILENCE);
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return false;
      clearTimeout(patience);
      patience = setTimeout(() => silence.abort(), LONGEST_SILENCE);
      opened();
      const blocks = (rest + value).split(/\r?\n\r?\n/);
      rest = blocks.pop();
      for (const block of blocks) if (deliver(block, hands)) return true;
    }
  } finally {
    clearTimeout(patience);
    reader.cancel().catch(() => {});
  }
}

function deliver(block, hands) {
  let name = 'message';
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith('event:')) name = line.slice(6).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
  }
  return data.length > 0 && hands.event(name, JSON.parse(data.join('\n'))) === true;
}

function pause(ms, signal) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
