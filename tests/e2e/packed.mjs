// Files that are packed: a ZIP of some files, and a workbook, which is one too. Nothing in them is compressed.
import { crc32 } from "node:zlib";

/** A ZIP of `[name, text]`. */
export function zip(files) {
  const bodies = [];
  const directory = [];
  let at = 0;
  for (const [name, text] of files) {
    const [called, body] = [Buffer.from(name), Buffer.from(text)];
    // Version, flags, method, time, the first of January 1980, checksum, both sizes, length of the name, no extra.
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x21, 8);
    head.writeUInt32LE(crc32(body), 10);
    head.writeUInt32LE(body.length, 14);
    head.writeUInt32LE(body.length, 18);
    head.writeUInt16LE(called.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    bodies.push(Buffer.from("PK\x03\x04"), head, called, body);
    directory.push(Buffer.from("PK\x01\x02\x14\x00"), head, tail, called);
    at += 30 + called.length + body.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, listed, Buffer.from("PK\x05\x06"), end]);
}

/** A workbook of `[sheet, rows]`, its cells all words. */
export function workbook(sheets) {
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const packages = "http://schemas.openxmlformats.org/package/2006";
  const each = (to) => sheets.map((sheet, i) => to(sheet, i + 1)).join("");
  const cell = (words, row, at) => `<c r="${String.fromCharCode(65 + at)}${row}" t="inlineStr"><is><t>${words}</t></is></c>`;
  const line = (cells, row) => `<row r="${row}">${cells.map((words, at) => cell(words, row, at)).join("")}</row>`;
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  return zip([
    [
      "[Content_Types].xml",
      `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
        `<Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/>` +
        `${each((_, i) => `<Override PartName="/xl/worksheets/sheet${i}.xml" ContentType="${type}.worksheet+xml"/>`)}</Types>`,
    ],
    ["_rels/.rels", `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
    [
      "xl/workbook.xml",
      `<workbook ${main} xmlns:r="${office}"><sheets>${each(([name], i) => `<sheet name="${name}" sheetId="${i}" r:id="r${i}"/>`)}</sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `<Relationships xmlns="${packages}/relationships">${each((_, i) => `<Relationship Id="r${i}" Type="${office}/worksheet" Target="worksheets/sheet${i}.xml"/>`)}</Relationships>`,
    ],
    ...sheets.map(([, rows], i) => [
      `xl/worksheets/sheet${i + 1}.xml`,
      `<worksheet ${main}><sheetData>${rows.map((cells, at) => line(cells, at + 1)).join("")}</sheetData></worksheet>`,
    ]),
  ]);
}
