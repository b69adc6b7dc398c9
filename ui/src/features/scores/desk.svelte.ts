/** What the Scores screens share: what is known of every score, the lists of people, and the one long job that works them out. */
import type {
  CustomerValueView,
  LeadRequest,
  LeadRow,
  LeadView,
  Problem,
  RiskRequest,
  RiskRow,
  RiskView,
  ScoresView,
  ValueRequest,
  ValueRow,
} from "../../bindings";
import { asProblem, type Host } from "../../host/host";
import { Question } from "../../shared/question.svelte";
import type { Session } from "../../shared/session.svelte";
import { ScoreList } from "./list.svelte";

export class ScoresDesk {
  readonly all = new Question<ScoresView>();
  readonly value: ScoreList<ValueRequest, CustomerValueView, ValueRow>;
  readonly risk: ScoreList<RiskRequest, RiskView, RiskRow>;
  readonly lead: ScoreList<LeadRequest, LeadView, LeadRow>;
  working = $state(false);
  stopping = $state(false);
  /** Why the last try to work them out failed. */
  refused = $state.raw<Problem>();
  /** Goes up each time scores or what is said of them may have changed: whoever shows them asks again. */
  version = $state(0);

  constructor(
    readonly host: Host,
    readonly session: Session,
  ) {
    this.value = new ScoreList({ horizon: 365, sort: "expected" } as ValueRequest, (of, offset, limit) => host.scoreValue({ ...of, offset, limit }), (view) => view.people);
    this.risk = new ScoreList({ sort: "at_stake" } as RiskRequest, (of, offset, limit) => host.scoreRisk({ ...of, offset, limit }), (view) => view.people);
    this.lead = new ScoreList({ sort: "score" } as LeadRequest, (of, offset, limit) => host.scoreLead({ ...of, offset, limit }), (view) => view.people);
  }

  ask = () => this.all.ask(() => this.host.scores());

  compute = async () => {
    if (this.working) return;
    this.working = true;
    this.stopping = false;
    this.refused = undefined;
    try {
      this.all.put(await this.host.scoresCompute());
      this.version += 1;
      void this.session.changed();
    } catch (thrown) {
      const problem = asProblem(thrown);
      this.session.refused(problem);
      // Whoever stopped it knows why.
      if (problem.code !== "cancelled") this.refused = problem;
    } finally {
      this.working = false;
      this.stopping = false;
    }
  };

  stop = () => {
    this.stopping = true;
    this.host.scoresCancel().catch((thrown: unknown) => (this.refused = asProblem(thrown)));
  };

  /** A proof was looked at, somebody was put elsewhere: other screens say other things now. */
  changed() {
    this.version += 1;
    void this.ask();
    void this.session.checkSafe();
  }
}
