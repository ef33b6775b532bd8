/** The files of a page are compressed when it is built: a server that did it for every visitor would spend its time on that. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

interface Precompressed {
  name: string;
  writeBundle(options: { dir?: string | undefined }): void;
}

/** Smaller ones gain nothing. */
const LEAST_BYTES = 512;

function brotli(bytes: Buffer): Buffer {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params });
}

/** A Vite plugin that writes `file.br` and `file.gz` beside every text of the finished page. */
export function precompressed(): Precompressed {
  return {
    name: 'precompressed',
    writeBundle({ dir }) {
      if (dir === undefined) return;
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(html|js|css|svg)$/.test(name)) continue;
        const bytes = readFileSync(join(dir, name));
        if (bytes.length < LEAST_BYTES) continue;
        writeFileSync(join(dir, `${name}.br`), brotli(bytes));
        writeFileSync(join(dir, `${name}.gz`), gzipSync(bytes, { level: 9 }));
      }
    },
  };
}
