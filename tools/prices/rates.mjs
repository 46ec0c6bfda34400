// Prices of the source catalogue as rates of ours.

const KINDS = {
  input_mtok: 'input',
  cache_read_mtok: 'cache_read',
  cache_write_mtok: 'cache_write',
  cache_write_1h_mtok: 'cache_write_hour',
  output_mtok: 'output',
  output_reasoning_mtok: 'reasoning',
  input_audio_mtok: 'audio_input',
  cache_audio_read_mtok: 'audio_cache_read',
  output_audio_mtok: 'audio_output',
  input_image_mtok: 'image_input',
  output_image_mtok: 'image_output',
  web_searches_kcount: 'search',
  input_audio_hours: 'audio_hour',
};

// Asked for beside the call itself or counted nowhere: leaving them out makes no call cheaper than it was.
const BESIDE = new Set(['audio_hours', 'storage_searches_kcount', 'cache_image_read_mtok']);

/** Our kinds in the order of the file, which is that of RateKind. */
export const ORDER = [
  'input', 'cache_read', 'cache_write', 'cache_write_hour', 'output', 'reasoning', 'audio_input', 'audio_cache_read', 'audio_output',
  'image_input', 'image_output', 'request', 'search', 'search_unit', 'image', 'audio_hour', 'character', 'machine_hour',
];

/** The rates of one price, or what in it we cannot count ({ unknown }): part of a price is a wrong price. */
export function ratesOf(prices) {
  const base = {};
  const steps = new Map();
  for (const [field, price] of Object.entries(prices)) {
    if (BESIDE.has(field)) {
      continue;
    }

    const [kind, scale] = field === 'requests_kcount' ? ['request', 0.001] : [KINDS[field], 1];
    if (kind === undefined) {
      return { unknown: field };
    }

    base[kind] = amount((price.base ?? price) * scale);
    for (const step of price.tiers ?? []) {
      steps.set(step.start, { ...steps.get(step.start), [kind]: amount(step.price * scale) });
    }
  }

  const above = [...steps].sort(([a], [b]) => a - b).map(([start, rates]) => ({ input_tokens: start, ...ordered(rates) }));
  return { rates: above.length > 0 ? { ...ordered(base), above } : ordered(base) };
}

/** The same rates with those for tokens multiplied, for a tier that is a factor of the standard one. */
export function multiplied(rates, factor, kinds) {
  const result = {};
  for (const kind of ORDER.filter(k => k in rates && (kinds.includes(k) || !isToken(k)))) {
    result[kind] = isToken(kind) ? amount(rates[kind] * factor) : rates[kind];
  }

  if (rates.above) {
    result.above = rates.above.map(({ input_tokens, ...step }) => ({ input_tokens, ...multiplied(step, factor, kinds) }));
  }

  return result;
}

/** The same with its kinds in the order of the file. */
export function ordered(rates) {
  const known = Object.fromEntries(ORDER.filter(k => k in rates).map(k => [k, rates[k]]));
  const rest = Object.fromEntries(Object.entries(rates).filter(([k]) => !ORDER.includes(k)));
  return { ...known, ...rest };
}

const isToken = kind => ORDER.indexOf(kind) <= ORDER.indexOf('image_output');

// Binary floats of a factor made decimal again: no published price has more than ten digits.
const amount = value => Number(value.toPrecision(10));
