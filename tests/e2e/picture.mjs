// Pictures of the virtual screen itself: what a person would see, not what the page says it drew. WebDriver's own
// screenshots wait for ever on WebKitGTK without a graphics card. Xvfb keeps the screen in a file (XWD), read here.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

/** Writes this part of the screen as a PNG. */
export function picture(file, { x, y, width, height }) {
  const screen = readFileSync(join(process.env.REGULARS_SCREEN, "Xvfb_screen0"));
  const word = (at) => screen.readUInt32BE(at * 4);
  const [headerSize, bytesPerLine, colours, bitsPerPixel, littleEndian] = [word(0), word(12), word(19), word(11), word(7) === 0];
  if (bitsPerPixel !== 32) throw new Error(`the virtual screen has ${bitsPerPixel} bits a pixel, not 32`);
  const start = headerSize + colours * 12;
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let row = 0; row < height; row += 1) {
    let to = row * (1 + width * 3) + 1;
    let from = start + (y + row) * bytesPerLine + x * 4;
    for (let column = 0; column < width; column += 1, from += 4, to += 3) {
      const [red, green, blue] = littleEndian ? [2, 1, 0] : [1, 2, 3];
      rows[to] = screen[from + red];
      rows[to + 1] = screen[from + green];
      rows[to + 2] = screen[from + blue];
    }
  }
  writeFileSync(file, png(rows, width, height));
}

function png(rows, width, height) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const parts = [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])];
  for (const [name, data] of [["IHDR", header], ["IDAT", deflateSync(rows, { level: 1 })], ["IEND", Buffer.alloc(0)]]) {
    const body = Buffer.concat([Buffer.from(name), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    parts.push(length, body, check);
  }
  return Buffer.concat(parts);
}
