import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The file that a thread runs: from source it stands beside the one that starts it; the build puts it beside the engine,
 * which may be cut into chunks one folder further down. Undefined where a part of the application is missing.
 * @param from `import.meta.url` of the file that starts the thread
 * @param source the thread's file as it is written, such as "./worker.ts"
 * @param built its name in the build (`electron.vite.config.ts`), such as "disclosure-worker.js"
 */
export function threadFile(from: string, source: `./${string}.ts`, built: `${string}.js`): URL | undefined {
  return [source, `./${built}`, `../${built}`]
    .map(name => new URL(name, from))
    .find(url => existsSync(fileURLToPath(url)));
}
