import { Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import type { Command, CommandId } from '../../shared/model/command.ts';
import { commands, menus } from '../../shared/model/command.ts';

interface MenuOptions {
  readonly developing: boolean;
  readonly act: (command: CommandId) => void;
}

const mac = process.platform === 'darwin';

/**
 * Puts the application's menu in place. On Windows and Linux it is out of sight, because the page draws the same list,
 * and carries the accelerators; on macOS it is the menu bar.
 */
export function setMenu(options: MenuOptions): void {
  const template = menus.map(({ id, label }): MenuItemConstructorOptions => {
    const own = (commands as readonly (Command & { id: CommandId })[])
      .filter(command => command.menu === id)
      .flatMap(command => menuItems(command, options));
    return { label, submenu: id === 'edit' ? [...own, ...editingItems()] : own };
  });
  const first: MenuItemConstructorOptions[] = mac ? [{ role: 'appMenu' }] : [];
  const last: MenuItemConstructorOptions[] = options.developing
    ? [{ label: 'Develop', submenu: [{ role: 'reload' }, { role: 'toggleDevTools' }] }]
    : [];
  Menu.setApplicationMenu(Menu.buildFromTemplate([...first, ...template, ...last]));
}

/** Commands that need an open workspace can be asked for only while one is open. */
export function enableMenu(open: boolean): void {
  const menu = Menu.getApplicationMenu();
  for (const command of commands as readonly Command[]) {
    const item = menu?.getMenuItemById(command.id);
    if (item && command.needsWorkspace) item.enabled = open;
  }
}

function menuItems(command: Command & { id: CommandId }, options: MenuOptions): MenuItemConstructorOptions[] {
  const act = (): void => options.act(command.id);
  const line: MenuItemConstructorOptions[] = command.line ? [{ type: 'separator' }] : [];
  const item: MenuItemConstructorOptions = {
    id: command.id,
    label: command.label,
    enabled: !command.needsWorkspace,
    click: act,
    ...(command.keys ? { accelerator: accelerator(command.keys) } : {}),
  };
  // "Ctrl and plus" is pressed as "Ctrl and =" on most keyboards.
  const twin: MenuItemConstructorOptions[] = command.keys?.endsWith('Plus')
    ? [
        {
          label: command.label,
          visible: false,
          acceleratorWorksWhenHidden: true,
          accelerator: 'CmdOrCtrl+=',
          click: act,
        },
      ]
    : [];
  return [...line, item, ...twin];
}

/** A Mac has cut, copy and paste only through its menu. */
function editingItems(): MenuItemConstructorOptions[] {
  return mac
    ? [{ type: 'separator' }, { role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }]
    : [];
}

function accelerator(keys: string): string {
  return keys.replace('Ctrl', 'CmdOrCtrl');
}
