// Reads the pinned catalogue, adds supplement.jsonl, writes prices.jsonl: one price a line, sorted, so that a diff is a list of changes.
import fs from 'node:fs';
import vm from 'node:vm';
import { idsOf } from './match.mjs';
import { multiplied, ordered, ratesOf } from './rates.mjs';

const here = new URL('.', import.meta.url);
const checked = JSON.parse(fs.readFileSync(new URL('package.json', here))).catalogueDate;
const target = new URL('../../src/Domain/Pricing/Catalogue/', here);
const owners = new Map(jsonLines(new URL('providers.jsonl', target)).map(p => [p.provider, p]));
const notes = [];

function jsonLines(file) {
  return fs.readFileSync(file, 'utf8').split('\n').filter(line => line.trim() !== '').map(line => JSON.parse(line));
}

// The package does not export its data: it is the one array literal at the top of its bundle.
function sourceCatalogue() {
  const text = fs.readFileSync(new URL('node_modules/@pydantic/genai-prices/dist/index.js', here), 'utf8');
  const end = text.search(/\n\][,;]/);
  return vm.runInNewContext(`(${text.slice(text.indexOf('['), end + 2)})`);
}

// Free only where that is said; an empty price also stands for one nobody found.
const isFree = model => model.id.endsWith(':free') || /free of charge/i.test(model.price_comments ?? '');

function sourcesOf(provider, model) {
  const named = (model.price_comments ?? '').match(/https:\/\/[^\s,"<>)]+/g) ?? [];
  return [...new Set([provider.pricing_urls[0], ...named.map(url => url.replace(/[.;]+$/, ''))])];
}

function linesOf(provider, model) {
  const { aliases, prefixes, anywhere, lost } = idsOf(model.match);
  lost.forEach(rule => notes.push(`${provider.id} ${model.id}: its rule ${rule} is neither an id nor the start of one`));
  const versions = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  let since;
  return versions.flatMap(({ constraint, prices }) => {
    since = constraint?.start_date ?? since;
    if (Object.keys(prices).length === 0 && !isFree(model)) {
      notes.push(`${provider.id} ${model.id}: has no price, and is not said to be free`);
      return [];
    }

    const { rates, unknown } = Object.keys(prices).length === 0 ? { rates: { input: 0, output: 0 } } : ratesOf(prices);
    if (unknown || Object.keys(rates).length === 0) {
      notes.push(`${provider.id} ${model.id}: left out, it is charged by ${unknown ?? 'what is not counted'}`);
      return [];
    }

    const hours = constraint?.start_time && [`${constraint.start_time.slice(0, 5)}-${constraint.end_time.slice(0, 5)}`];
    return [{ provider: provider.id, model: model.id, aliases, prefixes, anywhere, starts_at: since, hours, rates, sources: sourcesOf(provider, model), checked }];
  });
}

const keyOf = p => [p.provider, p.model, p.starts_at ?? '', p.weekdays_only ? 'weekdays' : '', (p.hours ?? []).join()].join('\t');

// Windows of one price are one line.
function merged(lines) {
  const result = [];
  for (const line of lines) {
    const twin = line.hours && result.find(other => other.hours && other.starts_at === line.starts_at
      && JSON.stringify(other.rates) === JSON.stringify(line.rates));
    if (twin) {
      twin.hours = [...twin.hours, ...line.hours];
    } else {
      result.push(line);
    }
  }

  return result;
}

// A line of the supplement is a price of its own, takes the place of one, adds a tier to many, or takes away a price that is only a part.
function supplement(prices) {
  const lines = jsonLines(new URL('supplement.jsonl', here));
  lines.filter(l => l.without).forEach(line => takeAway(prices, line));
  for (const line of lines.filter(l => l.model)) {
    const model = prices.filter(p => p.provider === line.provider && p.model === line.model);
    const price = { aliases: model[0]?.aliases ?? [], prefixes: model[0]?.prefixes ?? [], anywhere: model[0]?.anywhere, ...line };
    const same = prices.findIndex(p => keyOf(p) === keyOf(price));
    prices.splice(same < 0 ? prices.length : same, same < 0 ? 0 : 1, price);
  }

  // Last, so that a tier for all is a tier for these too.
  lines.filter(l => l.tier).forEach(line => addTier(prices, line));
}

function takeAway(prices, { provider, without, why }) {
  for (const p of prices.filter(other => other.provider === provider)) {
    p.aliases = p.aliases.filter(id => !without.includes(id));
    if (without.includes(p.model)) {
      prices.splice(prices.indexOf(p), 1);
      notes.push(`${provider} ${p.model}: left out, ${why}`);
    }
  }
}

function addTier(prices, { provider, tier, models, factor, kinds, rates, sources, checked: read }) {
  for (const model of models) {
    const found = prices.filter(p => p.provider === provider && (model === '*' || p.model === model) && !p.hours);
    if (found.length === 0) {
      throw new Error(`The supplement adds a tier to ${provider} ${model}, which is not there.`);
    }

    for (const price of found.filter(p => !p.rates[tier] && (rates || factor) && p.rates.input !== 0)) {
      price.rates = { ...price.rates, [tier]: rates ? ordered(rates) : multiplied(price.rates, factor, kinds) };
      price.sources = [...new Set([...price.sources, ...sources])];
      price.checked = price.checked < read ? price.checked : read;
    }
  }
}

// Of two models that claim the same id the first has it, as in the source.
function withoutDoubles(prices) {
  const claims = new Map();
  const mine = (kind, p, ids) => [...new Map(ids.map(id => [id.toLowerCase(), id])).values()].filter(id => {
    const key = `${p.provider}\t${kind}\t${id.toLowerCase()}`;
    const owner = claims.get(key) ?? claims.set(key, p.model).get(key);
    if (owner !== p.model) {
      notes.push(`${p.provider} ${p.model}: the ${kind} ${id} is ${owner}'s already`);
    }

    return owner === p.model;
  });
  for (const p of prices) {
    mine('id', p, [p.model]);
  }

  for (const p of prices) {
    p.aliases = mine('id', p, p.aliases).filter(id => id.toLowerCase() !== p.model.toLowerCase()).sort();
    p.prefixes = mine('prefix', p, p.prefixes).sort();
  }
}

function written({ provider, model, aliases, prefixes, anywhere, starts_at, hours, weekdays_only, rates, sources, checked: read, note }) {
  const line = { provider, model, aliases, prefixes, anywhere, starts_at, hours, weekdays_only, rates: ordered(rates), sources, checked: read, note };
  return JSON.stringify(line, (_, value) => (Array.isArray(value) && value.length === 0 ? undefined : value));
}

const source = sourceCatalogue();
for (const { id, api_pattern } of source) {
  const owner = owners.get(id);
  const strange = owner?.hosts.filter(h => !new RegExp(api_pattern).test(`https://${h.replace('*', 'x')}`)) ?? [];
  if (!owner || strange.length > 0) {
    notes.push(`${id}: providers.jsonl ${owner ? `names ${strange.join(', ')}, which its pattern ${api_pattern} does not` : 'lacks it'}`);
  }
}

const prices = source.flatMap(provider => provider.models.flatMap(model => merged(linesOf(provider, model))));
supplement(prices);
withoutDoubles(prices);
prices.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
fs.writeFileSync(new URL('prices.jsonl', target), prices.map(written).join('\n') + '\n');
console.log(`${prices.length} prices of ${new Set(prices.map(p => p.provider)).size} providers, of ${checked}.`);
console.log([...new Set(notes)].sort().join('\n'));
