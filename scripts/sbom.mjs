// Looks at the lists of what is inside that `make package` writes (CycloneDX JSON): each must be one and hold something,
// and the same commit must give the same file, so what a clock, chance or this computer's folders put into it is taken out.
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";

const when = new Date(Number(process.env.SOURCE_DATE_EPOCH ?? 0) * 1000).toISOString();
for (const path of process.argv.slice(2)) {
  const bom = JSON.parse(readFileSync(path, "utf8").replaceAll(`file://${process.cwd()}`, "file:///regulars"));
  if (bom.bomFormat !== "CycloneDX" || !(bom.components?.length > 0)) throw new Error(`${path} lists nothing`);
  const unnamed = bom.components.filter((part) => !part.name || !part.version);
  if (unnamed.length > 0) throw new Error(`${path}: ${unnamed.length} parts without a name or a version`);
  delete bom.serialNumber;
  bom.metadata.timestamp = when;
  const text = `${JSON.stringify(bom, null, 2)}\n`;
  if (text.includes(process.cwd())) throw new Error(`${path} names a folder of this computer`);
  writeFileSync(path, text);
  console.log(`  ${basename(path)}: ${bom.components.length} parts`);
}
