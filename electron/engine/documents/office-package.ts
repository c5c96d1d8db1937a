import path from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

/**
 * What Word and PowerPoint files have in common (ECMA-376, Open Packaging Conventions): parts in a ZIP archive, the list
 * of their types, relationships and properties. Nothing in here comes from the computer or the clock, so that the same
 * parts give the same bytes.
 */
export interface OfficePart {
  /** Without a leading slash. */
  readonly path: string;
  /** Content type; null for one that goes by its extension alone. */
  readonly type: string | null;
  readonly content: string | Uint8Array;
  /** To other parts, by full path. */
  readonly relationships?: readonly Relationship[];
}

export interface Relationship {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

export interface OfficeProperties {
  readonly title: string;
  readonly subject: string;
  /** An organisation, never a person. */
  readonly organisation: string;
  readonly marking: string;
  /** ISO date: stands for the time of creation; null where nothing is dated. */
  readonly asAt: string | null;
}

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
export const relationshipTypes = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const mainNamespace = 'http://schemas.openxmlformats.org/drawingml/2006/main';
const packages = 'http://schemas.openxmlformats.org/package/2006';

/** Text for an element or an attribute. XML has no place for most control characters, nor for halves of a pair. */
export const xmlText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** A picture by its relationships. Programs that know SVG show that one, others the PNG. */
export const blipXml = (png: string, svg: string | null): string =>
  svg === null
    ? `<a:blip r:embed="${png}"/>`
    : `<a:blip r:embed="${png}"><a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="${svg}"/></a:ext></a:extLst></a:blip>`;

/** One transparent pixel, where there is no PNG beside an SVG. */
export const emptyPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR42mNgAAIAAAUAAen63NgAAAAASUVORK5CYII=',
  'base64',
);

/** The bytes of a file. The first part is the one that opens it. */
export function officeBytes(parts: readonly OfficePart[], properties: OfficeProperties): Buffer {
  const first = parts[0]!;
  const all: readonly OfficePart[] = [
    ...parts,
    {
      path: 'docProps/core.xml',
      type: 'application/vnd.openxmlformats-package.core-properties+xml',
      content: coreProperties(properties),
    },
    {
      path: 'docProps/app.xml',
      type: 'application/vnd.openxmlformats-officedocument.extended-properties+xml',
      content: `${xmlDeclaration}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>CSAF Outcomes Workbench</Application><Company>${xmlText(properties.organisation)}</Company></Properties>`,
    },
  ];
  return zipBytes([
    ['[Content_Types].xml', contentTypes(all)],
    [
      '_rels/.rels',
      relationshipList('', [
        { id: 'rId1', type: `${relationshipTypes}/officeDocument`, target: first.path },
        { id: 'rId2', type: `${packages}/relationships/metadata/core-properties`, target: 'docProps/core.xml' },
        { id: 'rId3', type: `${relationshipTypes}/extended-properties`, target: 'docProps/app.xml' },
      ]),
    ],
    ...all.flatMap((part): (readonly [string, string | Uint8Array])[] => {
      if (!part.relationships?.length) return [[part.path, part.content]];
      const slash = part.path.lastIndexOf('/');
      const folder = part.path.slice(0, slash + 1);
      return [
        [part.path, part.content],
        [`${folder}_rels/${part.path.slice(slash + 1)}.rels`, relationshipList(folder, part.relationships)],
      ];
    }),
  ]);
}

const extensionTypes: Readonly<Record<string, string>> = {
  rels: 'application/vnd.openxmlformats-package.relationships+xml',
  xml: 'application/xml',
  png: 'image/png',
  svg: 'image/svg+xml',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

function contentTypes(parts: readonly OfficePart[]): string {
  const used = new Set(['rels', 'xml', ...parts.map(part => part.path.slice(part.path.lastIndexOf('.') + 1))]);
  const defaults = Object.entries(extensionTypes)
    .filter(([extension]) => used.has(extension))
    .map(([extension, type]) => `<Default Extension="${extension}" ContentType="${type}"/>`);
  const overrides = parts.flatMap(part =>
    part.type === null ? [] : [`<Override PartName="/${part.path}" ContentType="${part.type}"/>`],
  );
  return `${xmlDeclaration}<Types xmlns="${packages}/content-types">${defaults.join('')}${overrides.join('')}</Types>`;
}

function relationshipList(folder: string, list: readonly Relationship[]): string {
  const lines = list.map(
    ({ id, type, target }) =>
      `<Relationship Id="${id}" Type="${type}" Target="${xmlText(path.posix.relative(folder, target))}"/>`,
  );
  return `${xmlDeclaration}<Relationships xmlns="${packages}/relationships">${lines.join('')}</Relationships>`;
}

function coreProperties({ title, subject, organisation, marking, asAt }: OfficeProperties): string {
  const time =
    asAt === null
      ? ''
      : ['created', 'modified']
          .map(
            name =>
              `<dcterms:${name} xsi:type="dcterms:W3CDTF">${xmlText(asAt.slice(0, 10))}T00:00:00Z</dcterms:${name}>`,
          )
          .join('');
  return `${xmlDeclaration}<cp:coreProperties xmlns:cp="${packages}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${xmlText(title)}</dc:title><dc:subject>${xmlText(subject)}</dc:subject><dc:creator>${xmlText(organisation)}</dc:creator><cp:category>${xmlText(marking)}</cp:category><dc:language>en-GB</dc:language>${time}</cp:coreProperties>`;
}

/** 1 January 1980, the first day that a ZIP entry can bear. */
const zipDate = 0x21;
/** Names are in UTF-8. */
const zipFlags = 0x0800;

/** A ZIP archive (PKWARE APPNOTE 6.3.3) of deflated entries without times. */
function zipBytes(parts: readonly (readonly [path: string, content: string | Uint8Array])[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [part, content] of parts) {
    const name = Buffer.from(part, 'utf8');
    const data = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    const packed = deflateRawSync(data, { level: 9 });
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(zipFlags, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(zipDate, 8);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    locals.push(Buffer.from('PK\x03\x04', 'latin1'), common, name, packed);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, name);
    offset += 4 + common.length + name.length + packed.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(
    directory.reduce((sum, piece) => sum + piece.length, 0),
    8,
  );
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, ...directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
