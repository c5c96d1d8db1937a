import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, projectFolder, say } from './folders.ts';

const home = path.join(projectFolder, 'node_modules', 'electron');
const rememberedFor = 24 * 60 * 60 * 1000;
const patience = 4000;

/** The version of the official Electron that package.json pins; null where it is not installed at all. */
export async function officialVersion(): Promise<string | null> {
  try {
    const description: unknown = JSON.parse(await fs.readFile(path.join(home, 'package.json'), 'utf8'));
    return (description as { version: string }).version;
  } catch {
    return null;
  }
}

/** The official binary where it is already unpacked, else null. */
export async function officialElectron(): Promise<string | null> {
  try {
    const executable = path.join(home, 'dist', await fs.readFile(path.join(home, 'path.txt'), 'utf8'));
    return existsSync(executable) ? executable : null;
  } catch {
    return null;
  }
}

/**
 * Tries to download the official binary with Electron's own installer. Whether its server can be reached is asked
 * first, for a few seconds only; that it cannot is remembered for a day, so that a start on a closed network is not
 * slowed each time.
 */
export async function downloadedElectron(version: string): Promise<string | null> {
  const memory = path.join(cacheFolder(), `electron-${version}-out-of-reach`);
  const remembered = await fs.stat(memory).catch(() => null);
  if (remembered !== null && Date.now() - remembered.mtimeMs < rememberedFor) return null;
  if (await canReach(version)) {
    say(`Downloading Electron ${version} (about 120 MB, once).`);
    await runNode([path.join(home, 'install.js')], 15 * 60 * 1000);
    const executable = await officialElectron();
    if (executable !== null) return executable;
  }
  await fs.mkdir(cacheFolder(), { recursive: true });
  await fs.writeFile(memory, '');
  return null;
}

async function canReach(version: string): Promise<boolean> {
  const mirror =
    process.env['ELECTRON_MIRROR'] ??
    process.env['npm_config_electron_mirror'] ??
    'https://github.com/electron/electron/releases/download/';
  const address = `${mirror.replace(/\/?$/, '/')}v${version}/SHASUMS256.txt`;
  const script =
    'fetch(process.argv[1], { method: "HEAD", signal: AbortSignal.timeout(Number(process.argv[2])) })' +
    '.then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))';
  return (await runNode(['-e', script, address, String(patience)], patience + 2000)) === 0;
}

/** Runs in a process of its own so that the person's proxy settings count and a hanging look-up can be ended. */
function runNode(args: readonly string[], timeout: number): Promise<number | null> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, args, {
      cwd: projectFolder,
      env: { ...process.env, NODE_USE_ENV_PROXY: '1' },
      stdio: 'ignore',
      timeout,
    });
    child.on('error', () => resolve(null));
    child.on('close', code => resolve(code));
  });
}
