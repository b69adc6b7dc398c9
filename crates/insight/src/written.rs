//! A laid-out shop as sheets of bytes, and back: so that it need not be laid out anew at each opening. Sheets are independent of
//! each other, can be read in any order and on all cores, and together are the very shop that was written.

mod bytes;
#[cfg(test)]
mod tests;
mod unread;

pub use bytes::NotASheet;
pub(crate) use bytes::{In, Number, Out, sound};
pub(crate) use unread::Unread;
pub use unread::{KeptIsLost, Sheets};

use crate::{
    Bits, Directory, Figures, Shop,
    builder::abreast,
    directory::Lists,
    later::Later,
    postings::{Kept, Part, Postings},
    shop::{Article, EventsOfKind, Orders, People, Texts, written as columns},
    texts::{Dictionary, Strip},
};
use regulars_model::{Currency, Day, EventKind};
use std::{sync::Arc, thread};
use zeroize::Zeroizing;

type Read<T> = Result<T, NotASheet>;

/// One part of a shop that is written and read by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sheet {
    /// What is known of people, their texts aside.
    People,
    /// Who counts, what orders add up to, and the words that codes stand for.
    Head,
    /// Who has each tag.
    Tags,
    /// Who came from each source.
    Sources,
    /// Who lives in each country, region, city or postcode, by its place; not where there are many.
    Places(u8),
    /// Who said what of the channel in this place.
    Said(u8),
    /// Who has a birthday in each month.
    Months,
    /// What people are worth, ascending.
    Worth,
    /// Everybody's usual gap.
    Gaps,
    /// What was bought, by category and day.
    LineRows,
    /// Whole purchases, by day.
    Purchases,
    /// Refunds, by day.
    Refunds,
    /// Events of the kind in this place, by day.
    EventRows(u8),
    /// Names, addresses and the shop's own numbers of people.
    Texts,
    /// By which people are found and listed.
    Directory,
    /// Orders by person.
    Orders,
    /// The shop's numbers of orders.
    Keys,
    /// Lines of orders.
    Lines,
    /// Which orders each article is in.
    Articles,
    /// Events of the kind in this place, by person.
    Events(u8),
}

impl Sheet {
    /// All of them, in the order in which a screen needs them: what counts are answered from first.
    #[must_use]
    pub fn all() -> Vec<Self> {
        use Sheet::{
            Articles, Directory, Gaps, Head, Keys, LineRows, Lines, Months, Orders, People, Purchases, Refunds,
            Sources, Tags, Texts, Worth,
        };
        let each = |sheet: fn(u8) -> Self, count: u8| (0..count).map(sheet);
        let kinds = u8::try_from(EventKind::COUNT).unwrap_or(u8::MAX);
        [People, Head, Tags, Sources]
            .into_iter()
            .chain(each(Self::Places, 4))
            .chain(each(Self::Said, 4))
            .chain([Months, Worth, Gaps, LineRows, Purchases, Refunds])
            .chain(each(Self::EventRows, kinds))
            .chain([Texts, Directory, Orders, Keys, Lines, Articles])
            .chain(each(Self::Events, kinds))
            .collect()
    }

    /// The rows that events of a kind are counted from.
    pub(crate) fn event_rows(kind: EventKind) -> Option<Self> {
        let nth = EventKind::ALL.iter().position(|each| *each == kind)?;
        u8::try_from(nth).ok().map(Self::EventRows)
    }

    /// Its name, one of the program's own words.
    #[must_use]
    pub fn name(self) -> String {
        let word = match self {
            Self::People => "people",
            Self::Head => "head",
            Self::Tags => "tags",
            Self::Sources => "sources",
            Self::Places(nth) => return format!("places {nth}"),
            Self::Said(nth) => return format!("said {nth}"),
            Self::Months => "months",
            Self::Worth => "worth",
            Self::Gaps => "gaps",
            Self::LineRows => "line rows",
            Self::Purchases => "purchases",
            Self::Refunds => "refunds",
            Self::EventRows(nth) => return format!("event rows {nth}"),
            Self::Texts => "texts",
            Self::Directory => "directory",
            Self::Orders => "orders",
            Self::Keys => "keys",
            Self::Lines => "lines",
            Self::Articles => "articles",
            Self::Events(nth) => return format!("events {nth}"),
        };
        word.to_owned()
    }

    /// Writes this part of a shop and its search index. `tie` is what the sheets of one shop have in common: sheets with
    /// another are not taken for its.
    #[must_use]
    pub fn write(self, shop: &Shop, directory: &Directory, tie: u64) -> Zeroizing<Vec<u8>> {
        let mut out = Out::new(&self.name(), tie);
        match self {
            Self::People => shop.people.write(&mut out),
            Self::Head => write_head(shop, &mut out),
            Self::Texts => shop.people.texts.write(&mut out),
            Self::Directory => directory.write(&mut out),
            Self::Orders => shop.orders.write_heads(&mut out),
            Self::Keys => shop.orders.keys.write(&mut out),
            Self::Lines => shop.orders.write_lines(&mut out),
            Self::Articles => shop.orders.write_articles(&mut out),
            Self::Events(nth) => shop.events[usize::from(nth)].write(&mut out),
            Self::LineRows => shop.write_lines(&mut out),
            Self::Purchases => shop.write_rows(Part::Purchases, &mut out),
            Self::Refunds => shop.write_rows(Part::Refunds, &mut out),
            Self::EventRows(nth) => shop.write_rows(Part::Events(nth), &mut out),
            Self::Tags | Self::Sources | Self::Places(_) | Self::Said(_) | Self::Months | Self::Worth | Self::Gaps => {
                shop.write_sets(self, &mut out)
            }
        }
        out.finish()
    }

    /// Reads what stands in it, all of it.
    fn take_apart<T>(self, bytes: &[u8], tie: u64, read: impl FnOnce(&mut In<'_>) -> Read<T>) -> Read<T> {
        let mut sheet = In::new(&self.name(), tie, bytes)?;
        let found = read(&mut sheet)?;
        sheet.end()?;
        Ok(found)
    }
}

struct Head {
    currency: Currency,
    everyone: Bits,
    allowed: Bits,
    quarantined: Bits,
    stands_for: Vec<(u32, u32)>,
    articles: Vec<Article>,
    categories: Dictionary,
    subjects: Dictionary,
    channels: Dictionary,
    newest_order: Option<Day>,
    newest_event: Option<Day>,
    figures: Vec<Figures>,
}

/// All fields are named, so that nobody adds one to a shop that is not written.
fn write_head(shop: &Shop, out: &mut Out) {
    let Shop {
        currency,
        people: _,
        everyone,
        allowed,
        quarantined,
        stands_for,
        orders: _,
        events: _,
        articles,
        categories,
        subjects,
        channels,
        figures,
        newest_order,
        newest_event,
        postings: _,
        kept: _,
    } = shop;
    out.text(currency.code());
    [everyone, allowed, quarantined].into_iter().for_each(|bits| out.bits(bits));
    out.each(stands_for.len(), stands_for.iter().map(|(entry, _)| i64::from(*entry)));
    out.each(stands_for.len(), stands_for.iter().map(|(_, stands)| i64::from(*stands)));
    categories.write(out);
    subjects.write(out);
    channels.write(out);
    columns::write_articles(out, articles);
    for newest in [newest_order, newest_event] {
        out.option(*newest, |out, day| out.numbers(&[day.0]));
    }
    columns::write_figures(out, figures);
}

fn read_head(read: &mut In<'_>) -> Read<Head> {
    let currency = read.text()?.parse().map_err(|_| NotASheet)?;
    let (everyone, allowed, quarantined) = (read.bits()?, read.bits()?, read.bits()?);
    let (entries, stands): (Vec<u32>, Vec<u32>) = (read.numbers()?, read.numbers()?);
    sound(entries.len() == stands.len())?;
    let (categories, subjects, channels) = (Dictionary::read(read)?, Dictionary::read(read)?, Dictionary::read(read)?);
    let articles = columns::read_articles(read, categories.len())?;
    let mut newest = || read.option(|read| Ok(Day(*read.numbers()?.first().ok_or(NotASheet)?)));
    let (newest_order, newest_event) = (newest()?, newest()?);
    let figures = columns::read_figures(read)?;
    let people = figures.len();
    sound([everyone.len(), allowed.len(), quarantined.len()] == [people; 3])?;
    let stands_for = entries.into_iter().zip(stands).collect();
    Ok(Head {
        currency,
        everyone,
        allowed,
        quarantined,
        stands_for,
        articles,
        categories,
        subjects,
        channels,
        newest_order,
        newest_event,
        figures,
    })
}

/// To look at something is to read it.
pub(crate) fn look<T: ?Sized>(_: &T) {}

/// The parts of orders, beside each other.
fn read_orders(unread: &Unread) -> Read<Orders> {
    thread::scope(|scope| {
        let beside = scope.spawn(|| {
            let articles = unread.read(Sheet::Articles, Orders::read_articles)?;
            Ok((articles, unread.read(Sheet::Lines, Orders::read_lines)?))
        });
        let heads = unread.read(Sheet::Orders, Orders::read_heads)?;
        let keys = unread.read(Sheet::Keys, Strip::read)?;
        let (articles, lines) = beside.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        heads.joined(keys, lines, articles)
    })
}

impl Shop {
    /// The shop that these sheets are of, and its search index: people and what they add up to now, everything else once it is
    /// looked at. From then on [`KeptIsLost`] may be what looking ends with, until all of it was [read](Self::read_on).
    ///
    /// # Errors
    /// [`NotASheet`] when one of those that are read now is not there, or not as it was left.
    pub fn kept(sheets: Arc<dyn Sheets>) -> Result<(Self, Directory), NotASheet> {
        let unread = Unread::new(sheets);
        let (people, head) = thread::scope(|scope| {
            let head = scope.spawn(|| unread.read(Sheet::Head, read_head));
            let people = unread.read(Sheet::People, People::read);
            (people, head.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        let (mut people, head) = (people?, head?);
        let count = people.ids.len();
        sound(head.figures.len() == count)?;
        let later = |sheet: Sheet, unread: &Unread| (sheet, unread.clone());
        people.texts = {
            let (sheet, unread) = later(Sheet::Texts, &unread);
            Later::new(move || unread.get(sheet, |read| Texts::read(read, count)))
        };
        let directory = {
            let (sheet, unread) = later(Sheet::Directory, &unread);
            Directory::later(move || unread.get(sheet, |read| Lists::read(read, count)))
        };
        let orders = {
            let (unread, articles, channels) = (unread.clone(), head.articles.len(), head.channels.len());
            Later::new(move || {
                let orders = read_orders(&unread);
                let fits = |orders: &Orders| orders.fits(count, articles, channels);
                unread.or_end(orders.and_then(|orders| sound(fits(&orders)).map(|()| orders)))
            })
        };
        let subjects = head.subjects.len();
        let events = std::array::from_fn(|nth| {
            let (sheet, unread) = later(Sheet::Events(nth as u8), &unread);
            Later::new(move || unread.get(sheet, |read| EventsOfKind::read(read, count, subjects)))
        });
        let shop = Self {
            currency: head.currency,
            people,
            everyone: head.everyone,
            allowed: head.allowed,
            quarantined: head.quarantined,
            stands_for: head.stands_for,
            orders,
            events,
            articles: head.articles,
            categories: head.categories,
            subjects: head.subjects,
            channels: head.channels,
            figures: head.figures,
            newest_order: head.newest_order,
            newest_event: head.newest_event,
            postings: Postings::kept(unread),
            kept: Kept::default(),
        };
        Ok((shop, directory))
    }

    /// Reads whatever of it was kept and nobody looked at yet, on all cores. To be done before anything changes: what was kept is of
    /// the shop as it was.
    pub fn read_on(&mut self) {
        if !self.postings.is_unread() {
            return;
        }
        // One of them reads the others of orders too. The longest first, so that no core is left with it at the end.
        let of_orders = [Sheet::Keys, Sheet::Lines, Sheet::Articles];
        let all = Sheet::all().into_iter().rev().filter(|sheet| !of_orders.contains(sheet));
        self.look_at_all(all.collect());
        self.postings.all_is_read();
    }

    /// Reads what these sheets hold, as far as that was not done yet, on all cores.
    pub(crate) fn look_at_all(&self, sheets: Vec<Sheet>) {
        if self.postings.is_unread() {
            abreast(sheets, |sheet| self.look_at(sheet), |()| ());
        }
    }

    /// Reads what this sheet holds, if that was not done yet.
    fn look_at(&self, sheet: Sheet) {
        match sheet {
            Sheet::Texts => look(&*self.people.texts),
            Sheet::Orders | Sheet::Keys | Sheet::Lines | Sheet::Articles => look(&*self.orders),
            Sheet::Events(nth) => look(&*self.events[usize::from(nth)]),
            _ => self.look_at_postings(sheet),
        }
    }
}
