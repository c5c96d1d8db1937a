/**
 * Loads the application folder named on the command line, as Electron's own default application does, after the module
 * that `-r` names (a test driver's). Packed as `default_app.asar` into the carried Electron, which comes without one.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const [, ...given] = process.argv;
const required = given.indexOf('-r');
const [driver] = required === -1 ? [] : given.splice(required, 2).slice(1);
const folder = given.find(argument => !argument.startsWith('-'));

if (folder === undefined) {
  process.stderr.write('Name the folder of the application on the command line.\n');
  app.exit(2);
} else {
  if (driver !== undefined) createRequire(import.meta.url)(path.resolve(driver));
  const root = path.resolve(folder);
  const description = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  app.setAppPath(root);
  app.setName(description.productName ?? description.name);
  app.setVersion(description.version);
  await import(pathToFileURL(path.join(root, description.main)).href);
}
