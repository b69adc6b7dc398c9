//! Reads a file into the writer, a thread ahead of it; a second time where the writer asks for it. Rows that went the
//! short way are taken without being written out in full, as long as what they say of their person is no news.

use super::{ImportPlan, Rejects, orders::LineIn, writer::Writer};
use crate::progress::{Progress, Stage, cancelled};
use regulars_ingest::{Batch, Deed, Item, Mapping, Ours, ReadEnd, Row, Sale, Teller, read_ahead};
use regulars_model::{Channel, PermissionState, PersonFields, PersonId, Problem};
use std::ops::ControlFlow;

/// People by the number of what a row says of them, with a hash of that; none where each such row must be heard.
type Whos = Vec<Option<(PersonId, u64)>>;

/// Reads all of the file.
pub(super) fn read_into(
    writer: &mut Writer<'_>,
    plan: &ImportPlan,
    mapping: &Mapping,
    ours: &Ours,
    rejects: Rejects<'_>,
    progress: Progress<'_>,
) -> Result<ReadEnd, Problem> {
    let teller = Teller::new(&plan.survey, mapping, ours).map_err(|error| error.problem())?;
    let mut reading = Reading { writer, teller, whos: Vec::new() };
    let end = reading.pass(plan, mapping, ours, rejects, progress)?;
    if reading.writer.bought.end_of_file()? {
        reading.pass(plan, mapping, ours, rejects, progress)?;
        reading.writer.bought.end_of_file()?;
    }
    Ok(end)
}

struct Reading<'w, 'a> {
    writer: &'w mut Writer<'a>,
    teller: Teller,
    whos: Whos,
}

impl Reading<'_, '_> {
    fn pass(
        &mut self,
        plan: &ImportPlan,
        mapping: &Mapping,
        ours: &Ours,
        rejects: Rejects<'_>,
        progress: Progress<'_>,
    ) -> Result<ReadEnd, Problem> {
        let mut stage = Stage::start("Reading rows", Some(plan.view.rows), progress);
        let mut failed = None;
        self.writer.rows = 0;
        let end = read_ahead(&plan.source, &plan.survey, mapping, ours, &mut |mut batch| {
            let items = std::mem::take(&mut batch.items);
            let taken = items.into_iter().try_for_each(|item| self.item(&batch, item, rejects));
            match taken.and_then(|()| stage.now(self.writer.rows)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(problem) => {
                    failed = Some(problem);
                    ControlFlow::Break(())
                }
            }
        });
        if let Some(problem) = failed {
            return Err(problem);
        }
        let end = end.map_err(|error| error.problem())?;
        if end.cancelled { Err(cancelled()) } else { Ok(end) }
    }

    fn item(&mut self, batch: &Batch, item: Item, rejects: Rejects<'_>) -> Result<(), Problem> {
        match item {
            Item::Row(row, None) => self.row(*row, rejects),
            Item::Row(row, Some(who)) => self.hear(*row, who, rejects),
            Item::Sale(sale) => self.sale(batch, &sale, rejects),
            Item::Deed(deed) => self.deed(batch, &deed, rejects),
        }
    }

    fn row(&mut self, row: Row, rejects: Rejects<'_>) -> Result<(), Problem> {
        if self.writer.bought.again { self.writer.row_again(row) } else { self.writer.row(row, rejects).map(|_| ()) }
    }

    /// Takes a row in full, and remembers whether another that says the same of its person need not be heard.
    fn hear(&mut self, row: Row, who: u32, rejects: Rejects<'_>) -> Result<(), Problem> {
        let said: Option<(PersonFields, Vec<(Channel, PermissionState)>)> = match &row {
            Row::OrderLine { person, permissions, .. } => Some((person.clone(), permissions.clone())),
            _ => None,
        };
        let done: Option<PersonFields> = match &row {
            Row::Event { person, .. } => Some(person.clone()),
            _ => None,
        };
        self.row(row, rejects)?;
        let people = &self.writer.people;
        let known = match (said, done) {
            (Some((person, permissions)), _) => people.settled(&person, &permissions),
            (None, Some(person)) => people.acquainted(&person).map(|id| (id, 0)),
            (None, None) => None,
        };
        let at = who as usize;
        if self.whos.len() <= at {
            self.whos.resize(at + 1, None);
        }
        self.whos[at] = known;
        Ok(())
    }

    fn sale(&mut self, batch: &Batch, sale: &Sale, rejects: Rejects<'_>) -> Result<(), Problem> {
        let texts = batch.sale_texts(sale);
        match self.whos.get(sale.who as usize).copied().flatten() {
            Some((id, says)) if self.writer.people.still_says(id, says) => {
                self.writer.kept();
                if sale.cancelled {
                    return Ok(());
                }
                let line = LineIn {
                    at: sale.at,
                    sku: texts.sku,
                    product: texts.product,
                    category: texts.category,
                    channel: texts.channel,
                    quantity: sale.quantity,
                    amount: sale.amount,
                    cancellation: sale.cancellation,
                    order_total: sale.order_total,
                    refunded: sale.refunded,
                };
                self.writer.bought.line(id, texts.key, &line)
            }
            _ => {
                let (person, permissions) = self.teller.person(batch.said_by_sale(sale));
                let row = Row::OrderLine {
                    line: sale.line,
                    person,
                    permissions,
                    key: texts.key.to_owned(),
                    at: sale.at,
                    order_total: sale.order_total,
                    refunded: sale.refunded,
                    cancelled: sale.cancelled,
                    sku: texts.sku.to_owned(),
                    product: texts.product.to_owned(),
                    category: texts.category.to_owned(),
                    channel: texts.channel.to_owned(),
                    quantity: sale.quantity,
                    amount: sale.amount,
                    cancellation: sale.cancellation,
                };
                self.hear(row, sale.who, rejects)
            }
        }
    }

    fn deed(&mut self, batch: &Batch, deed: &Deed, rejects: Rejects<'_>) -> Result<(), Problem> {
        let subject = batch.subject(deed);
        match self.whos.get(deed.who as usize).copied().flatten() {
            Some((id, _)) => {
                self.writer.kept();
                self.writer.bought.deed(&mut self.writer.people, id, deed.kind, deed.at, subject)
            }
            None => {
                let person = self.teller.person(batch.said_by_deed(deed)).0;
                let subject = subject.to_owned();
                let row = Row::Event { line: deed.line, person, kind: deed.kind, at: deed.at, subject };
                self.hear(row, deed.who, rejects)
            }
        }
    }
}
