import { describe, expect, it } from "vitest";
import { ScoreList } from "./list.svelte";

type View = { words: string; people: { total: number; offset: number; rows: { person: { id: string; name: string } }[] } };
const view = (words: string): View => ({ words, people: { total: 1, offset: 0, rows: [{ person: { id: `p-${words}`, name: words } }] } });

describe("one score and its people", () => {
  it("asks once for each version of the scores, and anew when that failed", async () => {
    let asked = 0;
    let fails = true;
    const list = new ScoreList({ band: "all" }, () => ((asked += 1), fails ? Promise.reject(new Error("no")) : Promise.resolve(view("here"))), (one: View) => one.people);
    list.look(0);
    await list.open();
    expect(list.pages.problem?.code).toBe("failed");
    fails = false;
    asked = 0;
    list.look(0);
    await Promise.resolve();
    list.look(0);
    expect(asked).toBe(2);
    await list.open();
    asked = 0;
    list.look(0);
    expect(asked).toBe(0);
    list.look(1);
    expect(asked).toBe(1);
  });

  it("keeps what belongs to the last question, whichever answer comes last", async () => {
    const answers: ((view: View) => void)[] = [];
    const list = new ScoreList({ band: "all" }, () => new Promise<View>((done) => answers.push(done)), (one: View) => one.people);
    const first = list.open();
    list.at = 5;
    list.change({ band: "slipping" });
    expect(list.request).toEqual({ band: "slipping" });
    expect(list.at).toBe(0);
    answers[1]!(view("second"));
    answers[0]!(view("first"));
    await first;
    expect(list.view?.words).toBe("second");
    expect(list.pages.row(0)?.id).toBe("p-second");
  });
});
