//! Takes a file's rows one by one into a transaction, and hands each to the part that keeps it: people, what they bought
//! or did, what they said, products, campaigns.

use super::{
    Provenance, Rejects,
    alone::Alone,
    bought::{Bought, EventIn},
    orders::LineIn,
    people::{Found, Outcome, People},
    tally::Tally,
};
use regulars_ingest::{FileKind, Row, RowCode, RowProblem};
use regulars_model::{Channel, ImportId, PermissionState, PersonFields, Problem, moment};
use regulars_vault::{Tx, campaign_result, product};
use serde_json::json;

/// An import under way.
pub(super) struct Writer<'a> {
    pub(super) people: People<'a>,
    pub(super) bought: Bought<'a>,
    pub(super) rows: u32,
    pub(super) alone: Alone,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        tx: &'a Tx<'a>,
        import: ImportId,
        from: &'a Provenance,
        kind: FileKind,
        spoken: &[Channel],
    ) -> Result<Self, Problem> {
        Ok(Self {
            people: People::new(tx, import, from, spoken)?,
            bought: Bought::new(tx, import, kind)?,
            rows: 0,
            alone: Alone::default(),
        })
    }

    /// Takes one row. Says how many have been taken. Each row ends in one of three ways, and is counted once.
    pub(super) fn row(&mut self, row: Row, rejects: Rejects<'_>) -> Result<u32, Problem> {
        let row = match row {
            Row::Warning(problem) => {
                self.people.tally.warning(&problem);
                return Ok(self.rows);
            }
            Row::Also(row) => {
                // A part of the row before: what becomes of it is not counted again.
                self.take(*row)?;
                return Ok(self.rows);
            }
            row => row,
        };
        self.rows += 1;
        let outcome = self.take(row)?;
        let tally = &mut self.people.tally;
        match outcome {
            Outcome::Kept => tally.rows_kept += 1,
            Outcome::Erased => tally.erased_kept_out += 1,
            Outcome::NotUsed(problem) => {
                tally.rows_not_used += 1;
                tally.warning(&problem);
                rejects(&problem)?;
            }
        }
        Ok(self.rows)
    }

    /// Counts a row that was kept without being heard.
    pub(super) fn kept(&mut self) {
        self.rows += 1;
        if !self.bought.again {
            self.people.tally.rows_kept += 1;
        }
    }

    /// Takes one row of a second reading: only what was bought and done; the rest was taken the first time.
    pub(super) fn row_again(&mut self, row: Row) -> Result<(), Problem> {
        match row {
            Row::Warning(_) => return Ok(()),
            Row::Also(row) => {
                self.row_again(*row)?;
                self.rows = self.rows.saturating_sub(1);
            }
            Row::OrderLine {
                person,
                cancelled: false,
                key,
                at,
                order_total,
                refunded,
                sku,
                product,
                category,
                channel,
                quantity,
                amount,
                cancellation,
                ..
            } => {
                if let Some(id) = self.people.acquainted(&person) {
                    let line = LineIn {
                        at,
                        sku: &sku,
                        product: &product,
                        category: &category,
                        channel: &channel,
                        quantity,
                        amount,
                        cancellation,
                        order_total,
                        refunded,
                    };
                    self.bought.line(id, &key, &line)?;
                }
            }
            Row::Event { line, person, kind, at, subject } => {
                self.bought.event(&mut self.people, EventIn { line, person: &person, kind, at, subject })?;
            }
            _ => {}
        }
        self.rows += 1;
        Ok(())
    }

    fn take(&mut self, row: Row) -> Result<Outcome, Problem> {
        match row {
            Row::Warning(problem) => {
                self.people.tally.warning(&problem);
                Ok(Outcome::Kept)
            }
            Row::Also(row) => self.take(*row),
            Row::Unusable(problem) => Ok(Outcome::NotUsed(problem)),
            Row::Customer { line, person, permissions } => {
                Ok(match self.people.person(line, &person, &permissions)? {
                    Found::Person(id) => {
                        self.alone.see(id, &person);
                        Outcome::Kept
                    }
                    Found::Doubtful(_) | Found::Erased => Outcome::Erased,
                    Found::Nobody => nobody(line, &person),
                })
            }
            Row::OrderLine {
                line,
                person,
                permissions,
                key,
                at,
                order_total,
                refunded,
                cancelled,
                sku,
                product,
                category,
                channel,
                quantity,
                amount,
                cancellation,
            } => {
                // Whose order it is was told by the number that was followed, doubtful as the rest may be.
                let id = match self.people.person(line, &person, &permissions)? {
                    Found::Person(id) | Found::Doubtful(id) => id,
                    Found::Erased => return Ok(Outcome::Erased),
                    Found::Nobody => return Ok(nobody(line, &person)),
                };
                if !cancelled {
                    let line = LineIn {
                        at,
                        sku: &sku,
                        product: &product,
                        category: &category,
                        channel: &channel,
                        quantity,
                        amount,
                        cancellation,
                        order_total,
                        refunded,
                    };
                    self.bought.line(id, &key, &line)?;
                }
                Ok(Outcome::Kept)
            }
            Row::Event { line, person, kind, at, subject } => {
                let event = EventIn { line, person: &person, kind, at, subject };
                self.bought.event(&mut self.people, event)
            }
            Row::Consent { line, person, permissions, at } => self.consent(line, &person, &permissions, at),
            Row::Product { sku, name, category, price, .. } => {
                let key = if sku.is_empty() { name.to_lowercase() } else { sku.clone() };
                let told = json!({ "sku": sku, "name": name, "category": category, "price": price });
                let news = product::tell(self.people.tx, &key, self.people.import, &told.to_string())?;
                self.people.tally.products += u32::from(news);
                Ok(Outcome::Kept)
            }
            Row::CampaignResult {
                campaign,
                at,
                sent,
                delivered,
                opened,
                clicked,
                bounced,
                unsubscribed,
                orders,
                revenue,
                ..
            } => {
                let told = json!({
                    "campaign": campaign, "at": at, "sent": sent, "delivered": delivered, "opened": opened,
                    "clicked": clicked, "bounced": bounced, "unsubscribed": unsubscribed, "orders": orders,
                    "revenue": revenue,
                });
                let key = format!("{}/{}", at.map(moment::told).unwrap_or_default(), campaign.to_lowercase());
                let news = campaign_result::tell(self.people.tx, &key, self.people.import, &told.to_string())?;
                self.people.tally.campaign_results += u32::from(news);
                Ok(Outcome::Kept)
            }
        }
    }

    /// What somebody said. It makes nobody a customer: of people who are not here, a no is remembered by its token.
    fn consent(
        &mut self,
        line: u32,
        person: &PersonFields,
        permissions: &[(Channel, PermissionState)],
        at: Option<i64>,
    ) -> Result<Outcome, Problem> {
        use super::matching::Who;
        let people = &mut self.people;
        let identities = person.identities();
        match people.matcher.who(&identities) {
            Who::Nobody => Ok(nobody(line, person)),
            Who::Known { person: id, .. } => {
                people.heard(id, line, person)?;
                for (channel, state) in permissions {
                    people.permission(id, *channel, *state, at)?;
                }
                Ok(Outcome::Kept)
            }
            Who::New if people.is_erased(&identities) => Ok(Outcome::Erased),
            Who::New => {
                let mut no = false;
                let mut added = false;
                for (channel, _) in permissions.iter().filter(|(_, state)| *state == PermissionState::Refused) {
                    no = true;
                    added |= people.remember_no(&identities, *channel)?;
                }
                people.tally.remembered_noes += u32::from(added);
                Ok(if no { Outcome::Kept } else { unknown(line, person) })
            }
        }
    }

    /// Writes what was gathered.
    pub(super) fn finish(self) -> Result<(Tally, std::collections::BTreeSet<String>), Problem> {
        let Self { mut people, bought, .. } = self;
        people.finish()?;
        bought.finish(&mut people)?;
        Ok((people.tally, people.own_fields))
    }
}

fn nobody(line: u32, person: &PersonFields) -> Outcome {
    problem(line, person, RowCode::NoCustomer)
}

fn unknown(line: u32, person: &PersonFields) -> Outcome {
    problem(line, person, RowCode::UnknownPerson)
}

fn problem(line: u32, person: &PersonFields, code: RowCode) -> Outcome {
    Outcome::NotUsed(RowProblem {
        line,
        column: String::new(),
        code,
        words: code.words().to_owned(),
        hint: code.hint(),
        raw: vec![person.external_id.clone(), person.email.clone(), person.phone.clone()],
    })
}
