/**
 * Writes PDF 1.4 with text in the standard fonts: all that a list of invoices needs. The libraries for it carry font engines
 * and image decoders and weigh more than all other functions together.
 */

/** Points: A4, upright. */
export const PAGE_WIDTH = 595;
export const PAGE_HEIGHT = 842;

export interface Text {
  /** Points from the left edge; of the right end when `align` is `right`. */
  readonly x: number;
  /** Points from the lower edge to the baseline. */
  readonly y: number;
  readonly size: number;
  readonly text: string;
  readonly align?: 'left' | 'right';
  readonly bold?: boolean;
}

/** Courier: every glyph is 0.6 of the size wide, so text is aligned without knowing a font's metrics. */
const GLYPH_WIDTH = 0.6;

const textWidth = (text: string, size: number): number => text.length * size * GLYPH_WIDTH;

/** Windows-1252 is what the standard fonts can show; a letter outside becomes a question mark. */
const literal = (text: string): string =>
  [...text]
    .map((letter) => {
      if (letter === '€') return '\\200';
      if (letter === '–' || letter === '—') return '-';
      const code = letter.codePointAt(0) ?? 0;
      if (letter === '(' || letter === ')' || letter === '\\') return `\\${letter}`;
      if (code >= 0x20 && code < 0x7f) return letter;
      return code >= 0xa0 && code <= 0xff ? `\\${code.toString(8)}` : '?';
    })
    .join('');

const drawing = ({ x, y, size, text, align = 'left', bold = false }: Text): string => {
  const left = align === 'right' ? x - textWidth(text, size) : x;
  return `BT /${bold ? 'F2' : 'F1'} ${size} Tf ${left.toFixed(2)} ${y.toFixed(2)} Td (${literal(text)}) Tj ET`;
};

/** A document of pages, each a list of texts. Equal pages give equal bytes: no date, no random id. */
export const writePdf = (pages: readonly (readonly Text[])[]): Buffer => {
  const objects: string[] = [];
  const add = (body: string): number => objects.push(body);
  const font = (name: string): string =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;

  // Objects 1 and 2, the catalog and the tree of pages, name pages that are numbered after the fonts.
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add('');
  const fonts = `<< /F1 ${add(font('Courier'))} 0 R /F2 ${add(font('Courier-Bold'))} 0 R >>`;
  const kids = pages.map((texts) => {
    const stream = texts.map(drawing).join('\n');
    const content = add(`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`);
    return add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE_WIDTH} ${PAGE_HEIGHT}] /Resources << /Font ${fonts} >> /Contents ${content} 0 R >>`,
    );
  });
  objects[1] = `<< /Type /Pages /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] /Count ${kids.length} >>`;

  let file = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const tableOffset = file.length;
  file += `xref\n0 ${size}\n0000000000 65535 f \n${table}`;
  file += `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${tableOffset}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
};
