// A match rule of the source catalogue as what ours can express: whole ids, and starts of ids whose rest is only a revision.

// A start that names its region is meant for that one alone.
const REGION = /^(?:us|eu|au|jp|in|apac|global|us-gov)\./;

// What a rule names; parts it cannot express go to `lost`.
export function idsOf(rule) {
  const found = { aliases: [], prefixes: [], anywhere: undefined, lost: [] };
  collect(rule, found);
  return found;
}

function collect(rule, found) {
  for (const [kind, value] of Object.entries(rule)) {
    switch (kind) {
      case 'or': value.forEach(part => collect(part, found)); break;
      case 'and': collectBoth(value, found); break;
      case 'equals': found.aliases.push(value); break;
      // What stands before is a path or a region, which the reader takes off.
      case 'ends_with': found.aliases.push(value); break;
      case 'contains': prefix(value, found); found.anywhere ||= !REGION.test(value) || undefined; break;
      case 'starts_with': prefix(value, found); break;
      case 'regex': regex(value, found); break;
      default: found.lost.push(JSON.stringify(rule));
    }
  }
}

// Only a start with exceptions; a revision never holds a word such as -tts, so the exceptions say nothing new.
function collectBoth(parts, found) {
  const start = parts.find(p => 'starts_with' in p);
  const rest = parts.filter(p => p !== start);
  if (start && rest.every(p => /^\^\(\?!/.test(p.regex ?? ''))) {
    prefix(start.starts_with, found);
  } else {
    found.lost.push(JSON.stringify({ and: parts }));
  }
}

// ^literal followed by digits or a bracket: an id with a date, or an id with an option.
function regex(text, found) {
  const dated = text.match(/^\^((?:[\w/-]|\\\.)+?)(?:-\\d\S*)$/);
  const literal = text.match(/^\^((?:[\w/=-]|\\[.[\]])+)\$$/);
  if (dated) {
    found.prefixes.push(dated[1].replaceAll('\\', ''));
  } else if (literal) {
    found.aliases.push(literal[1].replaceAll('\\', ''));
  } else {
    found.lost.push(text);
  }
}

// A start that ends inside a revision (gpt-5-nano-, claude-sonnet-4-2025, gemini-2.0-flash-0) stands for the id before it.
function prefix(text, found) {
  found.prefixes.push(text.replace(/[-@:]$/, '').replace(/-(?:20\d\d|0)$/, ''));
}
