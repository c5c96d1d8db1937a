import path from 'node:path';
import { FaultError } from '../../../shared/contract/fault.ts';
import { writeWhole } from '../documents/whole-file.ts';
import { loadReturnTypes } from '../intake/return-types.ts';
import { setAsideBytes } from '../intake/set-aside.ts';
import { templateBytes } from '../intake/templates.ts';
import type { Handlers } from '../subject.ts';
import { giveOut, toFile } from './give-out.ts';

export const returnHandlers: Handlers<'intake.template' | 'intake.exportSetAside'> = {
  // An empty form: nothing of a workspace is in it, and there may be none.
  'intake.template': async ({ type: name, format, file }, call) => {
    const { types, lists } = loadReturnTypes(call.resources);
    const offered = types.filter(type => type.kind === 'return');
    const type = offered.find(one => one.name === name);
    if (!type)
      throw new FaultError(
        'not-found',
        `There is no return type “${name}” with a template. Choose one of ${offered.map(one => one.name).join(', ')}.`,
      );
    await writeWhole(file, await templateBytes(type, lists, format));
    return null;
  },

  'intake.exportSetAside': async ({ batch, file }, call) => {
    await giveOut(
      call,
      {
        action: 'export',
        // Its own rows go back to the agency that sent them, with true cells; nobody else gets them.
        audience: 'analyst',
        purpose: 'for the agency that sent them to put right',
        make: async inside => ({
          value: { bytes: await setAsideBytes(inside.workspace.read, batch) },
          releases: [],
          subject: `rows set aside of batch ${batch}: ${path.basename(file)}`,
        }),
      },
      toFile(file),
    );
    return null;
  },
};
