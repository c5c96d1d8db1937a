import type {
  ICellRendererComp,
  ICellRendererParams,
  IHeaderComp,
  IHeaderGroupComp,
  IHeaderGroupParams,
  IHeaderParams,
} from 'ag-grid-community';
import { pathKey } from './grid-rows.ts';
import type { CellPlace, GridRow, Sort } from './grid-rows.ts';

/** What cells and headings of the grid know of the page: one object for as long as the grid stands, its contents the latest. */
export interface Surroundings {
  closed: ReadonlySet<string>;
  /** What the rows are, for the heading above them. */
  member: string;
  sort: readonly Sort[];
  placeOf: (colId: string, rowIndex: number | null, pinned: unknown) => CellPlace | null;
  onToggle: (path: string) => void;
  onSort: (sort: Sort | null) => void;
  onFocusCell: (place: CellPlace | null) => void;
  onCellMenu: (place: CellPlace, element: HTMLElement) => void;
  /** Whether the columns are wider than the grid. */
  onWidths: (scrolls: boolean) => void;
  /** Columns in which a cell has had a bar, which is to be taken away again. */
  readonly barred: Set<string>;
  /** Headings that stand: columns are not made anew for another sort or other rows, their headings are written anew. */
  readonly headings: Set<SortHeader>;
}

// What stands in cells and headings is made without React: a component for each of them is most of the time of a change.

function element<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[T] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function plainButton(className: string, act: () => void): HTMLButtonElement {
  const button = element('button', className);
  button.type = 'button';
  button.tabIndex = -1;
  button.addEventListener('click', act);
  return button;
}

/** The member of a row, with the sign that opens it. */
export class RowHeaderCell implements ICellRendererComp<GridRow> {
  readonly #words = element('span', '');
  readonly #gui = element('span', 'row-header', this.#words);
  #toggle: HTMLButtonElement | null = null;
  #key = '';

  init(params: ICellRendererParams<GridRow, unknown, Surroundings>): void {
    this.refresh(params);
  }

  getGui(): HTMLElement {
    return this.#gui;
  }

  /** Writes into what stands, so that the focus stays where it is. */
  refresh({ data, context }: ICellRendererParams<GridRow, unknown, Surroundings>): boolean {
    if (!data) return false;
    this.#key = pathKey(data.header);
    const closed = context.closed.has(this.#key);
    const last = data.header.path.at(-1);
    const words = data.header.kind === 'total' ? 'All' : (last?.label ?? '');
    this.#gui.dataset['depth'] = String(data.depth);
    this.#words.textContent = words;
    this.#words.dataset['missing'] = String(last?.code === null && data.header.kind !== 'total');
    if (!data.opens) {
      this.#toggle?.remove();
      this.#toggle = null;
      return true;
    }
    if (!this.#toggle) {
      this.#toggle = plainButton('row-toggle', () => context.onToggle(this.#key));
      this.#gui.prepend(this.#toggle);
    }
    this.#toggle.ariaExpanded = String(!closed);
    this.#toggle.ariaLabel = `${closed ? 'Open' : 'Close'} ${words}`;
    this.#toggle.textContent = closed ? '▸' : '▾';
    return true;
  }
}

interface SortHeaderParams extends IHeaderParams<GridRow, Surroundings> {
  readonly by: string;
  readonly at: 'total' | (string | null)[];
  readonly part: boolean;
}

/** A heading that sorts: most first, then least first, then as it was. */
export class SortHeader implements IHeaderComp {
  readonly #gui = plainButton('sort-header', () => this.#params?.context.onSort(this.#next()));
  #params: SortHeaderParams | null = null;

  init(params: SortHeaderParams): void {
    params.context.headings.add(this);
    this.refresh(params);
  }

  getGui(): HTMLElement {
    return this.#gui;
  }

  refresh(params: SortHeaderParams): boolean {
    this.#params = params;
    this.write();
    return true;
  }

  destroy(): void {
    this.#params?.context.headings.delete(this);
  }

  write(): void {
    if (!this.#params) return;
    const { displayName, by, part, context } = this.#params;
    const words = by === 'label' ? context.member : displayName;
    const present = this.#present();
    this.#gui.dataset['kind'] = by === 'label' ? 'words' : 'figures';
    this.#gui.title = `Sort by ${words || 'this column'}`;
    const name = element('span', '', words, ...(part ? [element('em', 'part', ' part')] : []));
    if (!present) return this.#gui.replaceChildren(name);
    const sign = element('span', '', present.direction === 'descending' ? '↓' : '↑');
    sign.ariaLabel = `sorted ${present.direction}`;
    this.#gui.replaceChildren(name, sign);
  }

  #present(): Sort | undefined {
    const { by, at, context } = this.#params!;
    return context.sort.find(
      sort => sort.axis === 'rows' && sort.by === by && JSON.stringify(sort.column) === JSON.stringify(at),
    );
  }

  #next(): Sort | null {
    const { by, at } = this.#params!;
    const present = this.#present();
    if (!present) return { axis: 'rows', by, column: at, direction: 'descending' };
    return present.direction === 'descending' ? { ...present, direction: 'ascending' } : null;
  }
}

export class GroupHeader implements IHeaderGroupComp {
  readonly #gui = element('span', 'group-header');

  init(params: IHeaderGroupParams<GridRow> & { part?: boolean }): void {
    this.refresh(params);
  }

  getGui(): HTMLElement {
    return this.#gui;
  }

  refresh({ displayName, part }: IHeaderGroupParams<GridRow> & { part?: boolean }): boolean {
    this.#gui.replaceChildren(displayName, ...(part ? [element('em', 'part', ' part-year')] : []));
    return true;
  }
}
