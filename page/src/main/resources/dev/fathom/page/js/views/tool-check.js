/** Reads a tool as people paste it: OpenAI's object, or just its function, or a list of either. */

/**
 * @param {string} text
 * @param {object[]} have tools there are already
 * @returns {{tools: object[]} | {wrong: string, values?: Record<string, string|number>}} `wrong` is a key of a text
 */
export function readTools(text, have) {
  let json;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { wrong: 'tools.no-json', values: { where: error.message } };
  }
  const tools = [];
  for (const one of Array.isArray(json) ? json : [json]) {
    const fault = faultOf(one?.function ?? one, [...have, ...tools]);
    if (fault) return fault;
    tools.push({ type: 'function', function: one.function ?? one });
  }
  return tools.length > 0 ? { tools } : { wrong: 'tools.empty' };
}

function faultOf(tool, have) {
  if (!plain(tool)) return { wrong: 'tools.no-object' };
  const { name, description, parameters } = tool;
  if (typeof name !== 'string' || !/^[a-zA-Z0-9_-]{1,64}$/.test(name)) return { wrong: 'tools.bad-name', values: { name: String(name) } };
  if (have.some(other => other.function.name === name)) return { wrong: 'tools.twice', values: { name } };
  if (description !== undefined && typeof description !== 'string') return { wrong: 'tools.bad-description', values: { name } };
  return parameters === undefined ? undefined : faultOfSchema(parameters, name);
}

function faultOfSchema(schema, name) {
  if (!plain(schema) || schema.type !== 'object') return { wrong: 'tools.bad-schema', values: { name } };
  const { properties = {}, required = [] } = schema;
  if (!plain(properties)) return { wrong: 'tools.bad-properties', values: { name } };
  const property = Object.keys(properties).find(key => !plain(properties[key]));
  if (property) return { wrong: 'tools.bad-property', values: { name, property } };
  if (!Array.isArray(required)) return { wrong: 'tools.bad-required', values: { name } };
  const unknown = required.find(key => !Object.hasOwn(properties, key));
  return unknown === undefined ? undefined : { wrong: 'tools.unknown-required', values: { name, property: String(unknown) } };
}

function plain(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
