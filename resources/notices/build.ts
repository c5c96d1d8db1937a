import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes THIRD-PARTY-NOTICES.md: every package that ends in the application, which is what the sources import and what
 * those packages depend on, with its licence text. Run after a change of dependencies: `node resources/notices/build.ts`.
 */
const root = path.resolve(import.meta.dirname, '../..');

interface Package {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly folder: string;
}

/** Names of packages that the shipped sources import, in their code or their styles. */
export function importedPackages(): readonly string[] {
  const names = new Set<string>();
  for (const top of ['electron', 'renderer', 'shared']) {
    for (const entry of readdirSync(path.join(root, top), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(ts|tsx|js)$/.test(entry.name)) continue;
      // The runtime finder runs on a developer's computer only.
      if (path.relative(root, entry.parentPath).startsWith(path.join('electron', 'runtime'))) continue;
      const text = readFileSync(path.join(entry.parentPath, entry.name), 'utf8');
      for (const [, name] of text.matchAll(
        /(?:from|import)\s*\(?['"]((?:@[a-z0-9-]+\/)?[a-z0-9][a-z0-9.-]*)(?:\/[^'"]*)?['"]/g,
      )) {
        if (name && name !== 'electron' && existsSync(path.join(root, 'node_modules', name))) names.add(name);
      }
    }
  }
  return [...names].toSorted();
}

/** Those packages and all that they depend on. */
export function shippedPackages(): readonly Package[] {
  const found = new Map<string, Package>();
  const visit = (name: string, from: string): void => {
    let folder = path.join(from, 'node_modules', name);
    for (let up = from; !existsSync(folder) && up !== root; up = path.dirname(up))
      folder = path.join(path.dirname(up), 'node_modules', name);
    if (!existsSync(folder)) folder = path.join(root, 'node_modules', name);
    if (!existsSync(folder) || found.has(folder)) return;
    const described = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
      name: string;
      version: string;
      license?: string;
      dependencies?: Record<string, string>;
    };
    found.set(folder, {
      name: described.name,
      version: described.version,
      licence: described.license ?? 'unknown',
      folder,
    });
    for (const dependency of Object.keys(described.dependencies ?? {})) visit(dependency, folder);
  };
  for (const name of importedPackages()) visit(name, root);
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

function licenceText(folder: string): string {
  const file = readdirSync(folder).find(name => /^(licen[cs]e|copying)/i.test(name));
  return file ? readFileSync(path.join(folder, file), 'utf8').trim() : '';
}

function notices(packages: readonly Package[]): string {
  const list = packages.map(one => `| ${one.name} | ${one.version} | ${one.licence} |`).join('\n');
  const byText = new Map<string, Package[]>();
  for (const one of packages) {
    const text = licenceText(one.folder);
    byText.set(text, [...(byText.get(text) ?? []), one]);
  }
  const texts = [...byText]
    .filter(([text]) => text)
    .map(([text, ones]) => `## ${ones.map(one => one.name).join(', ')}\n\n\`\`\`text\n${text}\n\`\`\``);
  return `# Third-party notices

The application contains Electron (MIT), with Chromium, Node.js and their notices in its own LICENSES.chromium.html, and
the packages below. Published facts in \`resources/gazetteer\` carry their attribution there.

| package | version | licence |
|---|---|---|
${list}

${texts.join('\n\n')}
`;
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(path.join(root, 'THIRD-PARTY-NOTICES.md'), notices(shippedPackages()));
