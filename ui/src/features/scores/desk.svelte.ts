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

const YEAR = 365;
const isStale = (view: ScoresView | undefined) => view?.kinds.some(({ made }) => made.stale_since) ?? false;

export class ScoresDesk {
  readonly all = new Question<ScoresView>();
  readonly value: ScoreList<ValueRequest, CustomerValueView, ValueRow>;
  readonly risk: ScoreList<RiskRequest, RiskView, RiskRow>;
  readonly lead: ScoreList<LeadRequest, LeadView, LeadRow>;
  readonly subscriber: ScoreList<LeadRequest, LeadView, LeadRow>;
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
    this.value = new ScoreList({ horizon: YEAR, sort: "expected" } as ValueRequest, (of, offset, limit) => host.scoreValue({ ...of, offset, limit }), (view) => view.people);
    this.risk = new ScoreList({ sort: "at_stake", only_at_risk: true } as RiskRequest, (of, offset, limit) => host.scoreRisk({ ...of, offset, limit }), (view) => view.people);
    this.lead = new ScoreList({ sort: "score" } as LeadRequest, (of, offset, limit) => host.scoreLead({ ...of, offset, limit }), (view) => view.people);
    this.subscriber = new ScoreList({ sort: "score" } as LeadRequest, (of, offset, limit) => host.scoreSubscriber({ ...of, offset, limit }), (view) => view.people);
  }

  /** All of them in short. What is not worked out yet, or of other data or another day, is worked out now. */
  ask = async () => {
    if (this.working) return;
    this.working = true;
    this.stopping = false;
    this.refused = undefined;
    const old = this.all.answer;
    await this.all.ask(() => this.host.scores());
    this.working = false;
    this.stopping = false;
    const problem = this.all.problem;
    if (problem) {
      this.session.refused(problem);
      // What was known before is shown on, with why there is nothing newer; whoever stopped it knows why.
      if (problem.code !== "cancelled") this.refused = problem;
      if (old) this.all.put(old);
    } else if (old && isStale(old) && !isStale(this.all.answer)) this.version += 1;
  };

  stop = () => {
    this.stopping = true;
    this.host.scoresCancel().catch((thrown: unknown) => (this.refused = asProblem(thrown)));
  };

  /** How far ahead somebody chose to look on the page of worth; null where they left it as it comes. */
  chosenHorizon(): number | null {
    const days = this.value.request.horizon ?? YEAR;
    return days === YEAR ? null : days;
  }

  /** A proof was looked at, somebody was put elsewhere: other screens say other things now. */
  changed() {
    this.version += 1;
    void this.session.checkSafe();
  }
}
