import { screen, waitFor, within } from "@testing-library/svelte";
import user from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { openWindow } from "./render";
import { Refusal } from "../src/host/host";

const find = (id: string) => screen.findByTestId(id);

describe("Personas", () => {
  it("finds groups when asked, with progress", async () => {
    const { host } = openWindow("fresh", "personas");
    await find("personas-not-built");
    let go = () => {};
    const build = host.personasBuild;
    host.personasBuild = () => new Promise((done) => (go = () => void build().then(done)));
    await user.click(await find("btn-build-personas"));
    await find("progress");
    go();
    await waitFor(() => expect(screen.getAllByTestId("persona-card")).toHaveLength(5));
    expect(screen.queryByTestId("progress")).toBeNull();
  });

  it("gives each figure with its base rate and how many it rests on", async () => {
    openWindow("open", "personas");
    const [first] = await screen.findAllByTestId("persona-card");
    expect(first!.textContent).toContain("88%");
    expect(first!.textContent).toContain("85 to 91% · n 1,120");
    expect(first!.textContent).toContain("41% of everyone");
    expect(first!.textContent).toContain("Holds well");
    expect(first!.textContent).toContain("holds (0.91)");
    expect((await find("personas-stability")).textContent).toContain("9 of 10 people");
  });

  it("shows all groups on one line when their cards do not fit at once", async () => {
    openWindow("open", "personas", [], (host) => {
      const found = host.personas;
      host.personas = async () => {
        const view = await found();
        const more = view.personas.slice(0, 2).map((one) => ({ ...one, name: `${one.name}, again` }));
        return { ...view, personas: [...view.personas, ...more] };
      };
    });
    const list = await screen.findByRole("list", { name: /All groups/ });
    expect(within(list).getAllByRole("listitem")).toHaveLength(7);
  });

  it("says when there is too little to go by", async () => {
    openWindow("few", "personas");
    expect((await find("personas-not-enough")).textContent).toContain("there are 31");
  });

  it("says when files came in since", async () => {
    openWindow("stale", "personas");
    expect((await find("personas-stale")).textContent).toContain("2 imports since");
  });

  it("keeps the groups that are there when looking again fails", async () => {
    const { host } = openWindow("open", "personas");
    await screen.findAllByTestId("persona-card");
    host.personasBuild = () => Promise.reject(new Refusal({ code: "failed", message: "The disk is full.", hint: "Make room." }));
    await user.click(await find("btn-build-personas"));
    expect((await find("problem")).textContent).toContain("The disk is full.");
    expect(screen.getAllByTestId("persona-card")).toHaveLength(5);
  });
});
