/**
 * The messages of a chat as a tree: an edited question and a repeated answer are siblings of the first one, and
 * `leaf` says which branch is on show. Pure look-ups over a map of messages by id.
 *
 * @typedef {import('./conversation.js').Message} Message
 */

/**
 * The branch that ends at `leaf`, from its first message.
 *
 * @param {Map<string, Message>} messages
 * @param {string|undefined} leaf
 * @returns {Message[]}
 */
export function branch(messages, leaf) {
  const path = [];
  const seen = new Set(); // a ring of parents must not hang the page
  for (let at = messages.get(leaf); at && !seen.has(at.id); at = messages.get(at.parent)) {
    seen.add(at.id);
    path.push(at);
  }
  return path.reverse();
}

/**
 * The versions of a message, itself among them, oldest first.
 *
 * @param {Map<string, Message>} messages
 * @param {Message} message
 */
export function versions(messages, message) {
  return [...messages.values()]
    .filter(other => other.parent === message.parent && other.role === message.role)
    .sort(byAge);
}

/**
 * For every message that has more than one version: which it is and of how many. One pass over all of them, because
 * asking {@link versions} for each of 200 messages would be 200 passes.
 *
 * @param {Map<string, Message>} messages
 * @returns {Map<string, {at: number, of: string[]}>}
 */
export function forks(messages) {
  const families = new Map();
  for (const message of messages.values()) {
    const family = `${message.parent ?? ''} ${message.role}`;
    if (!families.has(family)) families.set(family, []);
    families.get(family).push(message);
  }
  const result = new Map();
  for (const family of families.values()) {
    if (family.length < 2) continue;
    const of = family.sort(byAge).map(message => message.id);
    of.forEach((id, at) => result.set(id, { at, of }));
  }
  return result;
}

/**
 * Where one arrives by going from `id` to the latest child again and again.
 *
 * @param {Map<string, Message>} messages
 * @param {string} id
 */
export function latestLeaf(messages, id) {
  const youngest = new Map();
  for (const message of messages.values()) {
    const known = youngest.get(message.parent);
    if (message.parent && (!known || byAge(known, message) < 0)) youngest.set(message.parent, message);
  }
  const seen = new Set();
  let at = id;
  while (youngest.has(at) && !seen.has(at)) {
    seen.add(at);
    at = youngest.get(at).id;
  }
  return at;
}

/**
 * The results of an answer's tool calls, as far as they lie on this branch.
 *
 * @param {Message[]} path
 * @param {number} index of the answer
 * @returns {Map<string, Message>} by the call's id
 */
export function toolResults(path, index) {
  const results = new Map();
  for (let at = index + 1; at < path.length && path[at].role === 'tool'; at++) {
    results.set(path[at].tool_call_id, path[at]);
  }
  return results;
}

function byAge(one, other) {
  return one.created - other.created || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}
