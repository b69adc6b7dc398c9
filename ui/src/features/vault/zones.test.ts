import { expect, test } from "vitest";
import { places, plain } from "./zones";

test("places stand under their part of the world, by names that people read", () => {
  expect(places(["America/Argentina/Buenos_Aires", "Europe/Berlin", "UTC"])).toEqual([
    { value: "America/Argentina/Buenos_Aires", label: "Argentina, Buenos Aires", group: "America" },
    { value: "Europe/Berlin", label: "Berlin", group: "Europe" },
    { value: "UTC", label: "UTC" },
  ]);
});

test("a zone is named as one says it", () => {
  expect(["Etc/UTC", "UTC", "America/New_York"].map(plain)).toEqual(["UTC", "UTC", "America/New York"]);
});
