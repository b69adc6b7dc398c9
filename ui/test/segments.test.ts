/** The segment builder in a whole window, with a make-believe host behind it. */
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { fakeHost } from "../src/host/fake";
import { waitsFor } from "../src/features/segments/waits";
import { fresh, SUBJECTS } from "../src/features/segments/subjects";
import { router } from "../src/shared/router.svelte";
import App from "../src/views/App.svelte";
import { goTo } from "./go-to";

const size = () => Number(screen.getByTestId("segment-size").textContent?.replaceAll(",", ""));
const settled = () => waitFor(() => expect(screen.getByTestId("segment-size").dataset.updating).toBe("false"));

async function openAt(...rest: string[]) {
  await goTo("segments", rest);
  const host = fakeHost();
  render(App, { host });
  await screen.findByTestId(rest.length ? "screen-segment" : "screen-segments");
  return host;
}

describe("a segment", () => {
  it("is counted anew when its rule changes, and undo brings both back", async () => {
    await openAt("s1");
    await screen.findByTestId("segment-size");
    await settled();
    const before = size();
    const root = screen.getByTestId("group-root");
    await fireEvent.click(within(root).getByTestId("join-any-root"));
    await settled();
    expect(size()).toBeGreaterThan(before);
    await fireEvent.click(screen.getByTestId("btn-undo"));
    await settled();
    expect(size()).toBe(before);
  });

  it("shows a count at every part, and the parts of the answer add up", async () => {
    await openAt("s1");
    await screen.findByTestId("segment-size");
    await settled();
    expect(screen.getByTestId("count-root").textContent).toBe(screen.getByTestId("segment-size").textContent);
    expect(screen.getByTestId("count-root.0").textContent?.trim()).toMatch(/^[\d,]+$/);
    const figures = [...(await screen.findByTestId("contactable-email")).querySelectorAll("dd")].map((each) =>
      Number(each.textContent?.replaceAll(",", "")),
    );
    expect(figures.reduce((sum, each) => sum + each, 0)).toBe(size());
  });

  it("moves a condition with the arrow keys and says where it went", async () => {
    await openAt("s1");
    await screen.findByTestId("condition-root.1");
    const first = within(screen.getByTestId("condition-root.0"));
    expect((first.getByTestId("subject") as HTMLSelectElement).value).toBe("text:country");
    await fireEvent.keyDown(first.getByLabelText(/^Move condition 1/), { key: "ArrowDown" });
    const second = within(screen.getByTestId("condition-root.1"));
    expect((second.getByTestId("subject") as HTMLSelectElement).value).toBe("text:country");
    await screen.findByText(/Moved: number 2 of 2/);
    await waitFor(() => expect(document.activeElement?.getAttribute("data-handle")).toBe("root.1"));
  });

  it("does not count what is not finished, says so, and is not saved that way", async () => {
    await openAt("s1");
    await screen.findByTestId("segment-size");
    await settled();
    const before = size();
    const times = within(screen.getByTestId("condition-root.1")).getByTestId("times");
    await fireEvent.input(times, { target: { value: "" } });
    await settled();
    expect(size()).toBeGreaterThan(before);
    screen.getByText(/Type how many times/);
    expect((screen.getByTestId("btn-save-segment") as HTMLButtonElement).disabled).toBe(true);
  });

  it("loads a table of postcodes where a distance is chosen, and asks everything anew", async () => {
    const near = { type: "near" as const, postcode: "10115", km: 10, within: true };
    await goTo("segments", ["new"], { carry: { name: "Near", rule: { version: 3, root: { type: "all", rules: [near] } } } });
    const host = fakeHost();
    const count = vi.spyOn(host, "segmentSize");
    render(App, { host });
    await screen.findByTestId("segment-size");
    await settled();
    const asked = count.mock.calls.length;
    expect((await screen.findByTestId("places-note")).textContent).toMatch(/none is loaded/);
    await fireEvent.click(screen.getByTestId("places-load"));
    await waitFor(() => expect(screen.getByTestId("places-note").textContent).toMatch(/31 people of [\d,]+\s+have no postcode in the table/));
    await settled();
    expect(count.mock.calls.length).toBeGreaterThan(asked);
  });

  it("shows every kind of condition with something to change in it, and asks in version 5", async () => {
    const rules = SUBJECTS.map((subject) => fresh(subject.value, undefined));
    await goTo("segments", ["new"], { carry: { name: "Everything", rule: { version: 3, root: { type: "all", rules } } } });
    const host = fakeHost();
    const count = vi.spyOn(host, "segmentSize");
    render(App, { host });
    await screen.findByTestId("segment-size");
    for (const [at, subject] of SUBJECTS.entries()) {
      const row = within(screen.getByTestId(`condition-root.${at}`));
      expect((row.getByTestId("subject") as HTMLSelectElement).value).toBe(subject.value);
      const lists = screen.getByTestId(`condition-root.${at}`).querySelectorAll(".values-chip").length;
      const fields = row.getAllByRole("combobox").length + row.queryAllByRole("textbox").length;
      // Of the better customers who are slipping away nothing more is asked.
      expect(fields + lists, subject.value).toBeGreaterThan(subject.value === "score:at_risk" ? 0 : 1);
    }
    // What has nothing to choose from here, or nothing chosen yet, waits, and is not asked about.
    const waiting = rules.filter((rule) => waitsFor(rule)).length;
    expect(waiting).toBeGreaterThan(5);
    expect(screen.getAllByTestId(/^waits-/)).toHaveLength(waiting);
    const asked = count.mock.lastCall?.[0];
    expect(asked?.by === "rule" && asked.rule.version).toBe(5);
    expect(asked?.by === "rule" && "rules" in asked.rule.root && asked.rule.root.rules.length).toBe(SUBJECTS.length - waiting);
  });

  it("folds scores that nobody looked at into one line, and finds them by name", async () => {
    await openAt("s1");
    await fireEvent.click((await screen.findAllByTestId("btn-add-condition"))[0]!);
    const fold = await screen.findByTestId("fold-scores");
    expect(fold.textContent).toMatch(/Others: look at how right we were first/);
    expect(screen.getByTestId("subject-score-band"), "what can be asked stays").toBeTruthy();
    expect([screen.queryByTestId("subject-score-tier"), screen.queryByTestId("prove-lead")]).toEqual([null, null]);
    await fireEvent.click(fold);
    expect(screen.getByTestId("prove-lead").getAttribute("href")).toBe("#/scores/lead/proof");
    await fireEvent.click(fold);
    expect(screen.queryByTestId("prove-lead")).toBeNull();
    await fireEvent.input(screen.getByTestId("find-subject"), { target: { value: "lead" } });
    expect((screen.getByTestId("subject-score-tier") as HTMLButtonElement).disabled).toBe(true);
    expect(screen.getByTestId("prove-lead")).toBeTruthy();
  });

  it("keeps the field while nought is typed on the way to another number, and says never when it is left", async () => {
    await openAt("new");
    await fireEvent.click(await screen.findByTestId("start-bought"));
    const row = within(await screen.findByTestId("condition-root.0"));
    await fireEvent.change(row.getByTestId("times-op"), { target: { value: "at_most" } });
    const times = row.getByTestId("times");
    times.focus();
    await fireEvent.input(times, { target: { value: "0" } });
    expect((row.getByTestId("times-op") as HTMLSelectElement).value).toBe("at_most");
    expect(document.activeElement).toBe(row.getByTestId("times"));
    times.blur();
    await waitFor(() => expect((row.getByTestId("times-op") as HTMLSelectElement).value).toBe("never"));
    expect(row.queryByTestId("times")).toBeNull();
  });

  it("needs a name, is saved under it, and stands in the list", async () => {
    await openAt("new");
    await screen.findByTestId("segment-size");
    await fireEvent.click(screen.getByTestId("btn-save-segment"));
    expect(screen.getByTestId("segment-name").getAttribute("aria-invalid")).toBe("true");
    await fireEvent.input(screen.getByTestId("segment-name"), { target: { value: "Everybody" } });
    await fireEvent.click(screen.getByTestId("btn-save-segment"));
    await waitFor(() => expect(location.hash).toMatch(/^#\/segments\/s\d+$/));
    router.go("segments");
    await screen.findByText("Everybody");
  });

  it("once saved is no draft: the next new one starts empty", async () => {
    await openAt("new");
    await screen.findByTestId("segment-size");
    await fireEvent.click(screen.getByTestId("start-permission"));
    await fireEvent.input(screen.getByTestId("segment-name"), { target: { value: "Said yes" } });
    await fireEvent.click(screen.getByTestId("btn-save-segment"));
    await waitFor(() => expect(location.hash).toMatch(/^#\/segments\/s\d+$/));
    router.go("segments");
    await screen.findByTestId("screen-segments");
    router.go("segments", ["new"]);
    await screen.findByTestId("segment-size");
    expect((screen.getByTestId("segment-name") as HTMLInputElement).value).toBe("");
    screen.getByText(/Nothing asked yet/);
  });

  it("finds what was not saved again, and undo leads back to what was", async () => {
    await openAt("s1");
    await screen.findByTestId("segment-size");
    await settled();
    const before = size();
    await fireEvent.click(screen.getByTestId("join-any-root"));
    await settled();
    const written = size();
    router.go("people");
    await screen.findByTestId("screen-people");
    router.go("segments", ["s1"]);
    await screen.findByTestId("segment-size");
    await waitFor(() => expect(size()).toBe(written));
    await fireEvent.click(screen.getByTestId("btn-undo"));
    await waitFor(() => expect(size()).toBe(before));
    expect(written).not.toBe(before);
  });

  it("opens with the rule another screen carries over", async () => {
    await goTo("segments", ["new"], {
      carry: { name: "Best tenth", rule: { version: 1, root: { type: "number", field: "net_value", test: { op: "top_percent", percent: 10 } } } },
    });
    render(App, { host: fakeHost() });
    await waitFor(() => expect((screen.getByTestId("segment-name") as HTMLInputElement).value).toBe("Best tenth"));
    screen.getByTestId("condition-root.0");
  });

  it("says why a person is in or out", async () => {
    const host = await openAt("s1");
    const explain = vi.spyOn(host, "segmentExplain");
    await screen.findByTestId("segment-size");
    await settled();
    await fireEvent.input(screen.getByTestId("explain-person"), { target: { value: "mia" } });
    await waitFor(() => expect(screen.getAllByTestId("explain-person-option").length).toBeGreaterThan(0));
    await fireEvent.keyDown(screen.getByTestId("explain-person"), { key: "Enter" });
    const answer = await screen.findByTestId("explain-answer");
    expect(answer.textContent).toMatch(answer.dataset.in === "true" ? /in here\?/ : /not in here\?/);
    await fireEvent.click(screen.getByTestId("explain-more"));
    expect(within(screen.getByTestId("explain-nodes")).getAllByRole("listitem").length).toBe(3);
    // Asked once, and once more when the rule has changed: an answer is no reason to ask again.
    expect(explain).toHaveBeenCalledTimes(1);
    await fireEvent.click(screen.getByTestId("join-any-root"));
    await settled();
    await waitFor(() => expect(explain).toHaveBeenCalledTimes(2));
  });
});

describe("a rule said in words", () => {
  it("replaces the rule in one step, and a step back brings back what was there", async () => {
    await openAt("s1");
    await screen.findByTestId("segment-size");
    await settled();
    const before = size();
    await fireEvent.click(screen.getByTestId("btn-say"));
    const field = (await screen.findByTestId("say-field")) as HTMLTextAreaElement;
    expect(field.value).toMatch(/^People who .*[^.]$/);
    await fireEvent.input(field, { target: { value: "People who are nice" } });
    await waitFor(() => expect(screen.getByTestId("say-rest").textContent).toBe("are nice"));
    expect((screen.getByTestId("btn-take-words") as HTMLButtonElement).disabled).toBe(true);
    await fireEvent.keyDown(field, { key: "ArrowDown" });
    expect(field.getAttribute("aria-activedescendant")).toBe("sayable-0");
    await fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(screen.getByTestId("say-status").textContent).toMatch(/^Understood/));
    await fireEvent.keyDown(field, { key: "Enter" });
    await screen.findByText(/Read as 1 condition\. Ctrl Z/);
    await settled();
    expect(size()).not.toBe(before);
    await fireEvent.click(screen.getByTestId("btn-undo"));
    await settled();
    expect(size()).toBe(before);
  });

  it("changes nothing when it is left", async () => {
    await openAt("s1");
    await screen.findByTestId("segment-size");
    await fireEvent.click(screen.getByTestId("btn-say"));
    const field = await screen.findByTestId("say-field");
    await fireEvent.input(field, { target: { value: "People who said yes to email" } });
    await fireEvent.keyDown(field, { key: "Escape" });
    await waitFor(() => expect(screen.queryByTestId("say-field")).toBeNull());
    expect((screen.getByTestId("btn-undo") as HTMLButtonElement).disabled).toBe(true);
  });
});

describe("who is not asked", () => {
  it("is told of in the builder, with the way to where that is decided", async () => {
    await openAt("s1");
    const held = await screen.findByTestId("segment-held");
    expect(held.textContent).toMatch(/in quarantine/);
    expect(screen.getByTestId("link-waiting").getAttribute("href")).toBe("#/privacy/waiting");
  });
});
