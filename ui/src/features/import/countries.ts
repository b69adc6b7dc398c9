/** Countries whose numbers can be written with the country in front; the reader of the file knows the same ones. */

const CODES =
  "AE AR AT AU BE BG BR CA CH CL CN CO CY CZ DE DK EE ES FI FR GB GR HK HR HU IE IL IN IS IT JP KR LT LU LV MT MX MY NL NO NZ PH PL PT RO RS SE SG SI SK TH TR TW UA US ZA";

/** By name, as a list offers them. */
export function countries(): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(["en"], { type: "region" });
  return CODES.split(" ")
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
