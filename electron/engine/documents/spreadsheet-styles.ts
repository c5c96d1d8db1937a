import { xmlDeclaration, xmlText } from './office-package.ts';

/** How a cell looks; nothing of it is a plain cell. */
export interface CellStyle {
  /** The code of spreadsheets for a number or a day. */
  readonly format?: string | undefined;
  readonly bold?: boolean;
  /** Red, green, blue in hexadecimal. */
  readonly fill?: string;
  /** Text runs over several lines and begins at the top. */
  readonly wrap?: boolean;
}

export interface StyleSheet {
  /** The number that stands for a style in a cell. */
  index(style: CellStyle): number;
  xml(): string;
}

/** Numbers below are formats that every spreadsheet knows. */
const firstOwnFormat = 164;
/** A style sheet begins with two fills that cannot be chosen. */
const firstOwnFill = 2;

/** The styles of a workbook, each once, in the order in which cells ask for them (ECMA-376, part 1, 18.8). */
export function styleSheet(): StyleSheet {
  const styles: CellStyle[] = [{}];
  const places = new Map([[styleKey({}), 0]]);
  return {
    index(style) {
      const key = styleKey(style);
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, styles.length);
      return styles.push(style) - 1;
    },
    xml: () => stylesXml(styles),
  };
}

const styleKey = ({ format = '', bold = false, fill = '', wrap = false }: CellStyle): string =>
  `${bold}|${wrap}|${fill}|${format}`;

function stylesXml(styles: readonly CellStyle[]): string {
  const formats = [...new Set(styles.flatMap(({ format }) => (format === undefined ? [] : [format])))];
  const fills = [...new Set(styles.flatMap(({ fill }) => (fill === undefined ? [] : [fill])))];
  const list = (name: string, items: readonly string[]) =>
    items.length === 0 ? '' : `<${name} count="${items.length}">${items.join('')}</${name}>`;
  const font = (bold: string) => `<font>${bold}<sz val="11"/><name val="Calibri"/><family val="2"/></font>`;
  const cells = styles.map(({ format, bold, fill, wrap }) => {
    const number = format === undefined ? 0 : firstOwnFormat + formats.indexOf(format);
    const filled = fill === undefined ? 0 : firstOwnFill + fills.indexOf(fill);
    const alignment = wrap ? '<alignment vertical="top" wrapText="1"/>' : '';
    return `<xf numFmtId="${number}" fontId="${bold ? 1 : 0}" fillId="${filled}" borderId="0" xfId="0"${number > 0 ? ' applyNumberFormat="1"' : ''}${bold ? ' applyFont="1"' : ''}${filled > 0 ? ' applyFill="1"' : ''}${wrap ? ` applyAlignment="1">${alignment}</xf>` : '/>'}`;
  });
  return `${xmlDeclaration}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${[
    list(
      'numFmts',
      formats.map((format, at) => `<numFmt numFmtId="${firstOwnFormat + at}" formatCode="${xmlText(format)}"/>`),
    ),
    list('fonts', [font(''), font('<b/>')]),
    list('fills', [
      '<fill><patternFill patternType="none"/></fill>',
      '<fill><patternFill patternType="gray125"/></fill>',
      ...fills.map(
        fill =>
          `<fill><patternFill patternType="solid"><fgColor rgb="FF${fill}"/><bgColor indexed="64"/></patternFill></fill>`,
      ),
    ]),
    list('borders', ['<border><left/><right/><top/><bottom/><diagonal/></border>']),
    list('cellStyleXfs', ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>']),
    list('cellXfs', cells),
    list('cellStyles', ['<cellStyle name="Normal" xfId="0" builtinId="0"/>']),
  ].join('')}</styleSheet>`;
}
